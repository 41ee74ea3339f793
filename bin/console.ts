import { spawn } from 'node:child_process';
import { startConsole } from '../console/server/server.ts';
import { endpointOf } from './commands/address.ts';
import { version } from './version.ts';

export interface ConsoleCommandOptions {
  readonly port: number;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly stack: string;
  readonly open: boolean;
  readonly json: boolean;
}

/** Serves the console until it is told to end. */
export async function runConsole(options: ConsoleCommandOptions): Promise<void> {
  const { port, profile, region, stack, json } = options;
  const endpoint = endpointOf(options) ?? (profile === undefined ? 'http://127.0.0.1:4566' : undefined);
  const ended = endSignal();
  const { url, close } = await startConsole({ port, target: { endpoint, profile, region }, stack, version: version() });
  const shown = endpoint ?? `AWS, profile ${profile}`;
  console.log(
    json
      ? JSON.stringify({ ready: true, url, endpoint: endpoint ?? null, pid: process.pid })
      : `the console is ready: ${url}  over ${shown}`,
  );
  if (options.open) openInBrowser(url);
  await ended;
  await close();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Best effort: a machine without a browser has the address on its terminal. */
function openInBrowser(url: string): void {
  const [command = 'xdg-open', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', (error) => console.error(`the browser could not be opened: ${error.message}`))
    .unref();
}

function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
