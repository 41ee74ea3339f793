import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createDispatchTransport } from '../../gateway/runtime/dispatch.ts';
import type { HttpResponse } from '../../gateway/runtime/transport.ts';
import { shortlistDocument } from './contestant.ts';

export interface Contestant {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const here = import.meta.dirname;
const peers = join(here, '..', 'peers');

export const CONTESTANTS: readonly Contestant[] = [
  { name: 'Fastify BFF, same HTTP client', script: join(peers, 'bff.ts'), args: ['client'] },
  { name: 'Fastify BFF, fetch', script: join(peers, 'bff.ts'), args: ['fetch'] },
  { name: 'Apollo Server 5, datasource-rest', script: join(peers, 'apollo.ts'), args: [] },
  { name: 'Hive Gateway runtime', script: join(peers, 'hive.ts'), args: [] },
  { name: 'yoga + stitch', script: join(here, 'yoga-stitch.ts'), args: [] },
  { name: 'ours, stitched', script: join(here, 'ours.ts'), args: ['stitched'] },
  { name: 'ours, compiled', script: join(here, 'ours.ts'), args: ['compiled'] },
];

/** Peers are a package of their own; without it only ours and what the project installs take part. */
export const peersInstalled = (): boolean => existsSync(join(peers, 'node_modules'));

export interface Process {
  readonly child: ChildProcess;
  readonly port: number;
  ask<T>(question: string): Promise<T>;
}

export async function start(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Process> {
  const child = fork(script, args, {
    env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execPath: process.execPath,
  });
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const first = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (m) => resolve(m as { port: number }));
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${errors.slice(0, 500)}`)));
  });
  const ask = <T>(question: string): Promise<T> =>
    new Promise((resolve) => {
      child.once('message', (m) => resolve(m as T));
      child.send(question);
    });
  return { child, port: first.port, ask };
}

const transport = createDispatchTransport();
const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer ann' };

export const post = (port: number, body: string): Promise<HttpResponse> =>
  transport({
    origin: `http://127.0.0.1:${port}`,
    path: '/graphql',
    method: 'POST',
    headers,
    body,
    timeoutMs: 30_000,
    maxBytes: 1e7,
  });

/** The request that everyone answers, as Apollo Client sends it. */
export const SHORTLIST = JSON.stringify({
  operationName: 'Shortlist',
  query: shortlistDocument,
  variables: { id: 's1' },
});

export async function request(port: number): Promise<string> {
  const response = await post(port, SHORTLIST);
  if (response.status !== 200) throw new Error(`status ${response.status}: ${response.text.slice(0, 300)}`);
  return response.text;
}

/** Sends requests for so long, so many at once; answers the time of each in milliseconds. */
export async function load(send: () => Promise<unknown>, milliseconds: number, concurrency: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  const worker = async (): Promise<void> => {
    do {
      const started = performance.now();
      await send();
      times.push(performance.now() - started);
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return times;
}
