import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchmarkOptions } from './benchmark.ts';
import { createTable, CONTESTS as DYNAMODB } from './engines/dynamodb.ts';
import { matchRules } from './engines/patterns.ts';
import { executions, onTheWire } from './engines/rounds.ts';
import { createQueue, CONTESTS as SQS } from './engines/sqs.ts';
import { type Process, start } from './gateway/contest.ts';

const here = import.meta.dirname;
const PEERS = ['aws-local-stepfunctions', 'dynalite', 'fauxqs'];

/**
 * The engines against their peers, in turns within one run: a machine of four states (`aws-local-stepfunctions` keeps no history,
 * ours keeps all), DynamoDB on the wire (`dynalite`), SQS on the wire (`fauxqs`); both in memory. Then what has no peer: durable
 * executions, and rules against events.
 */
export async function run({ smoke, progress }: BenchmarkOptions): Promise<object> {
  const rounds = smoke ? 1 : 5;
  const calls = smoke ? 500 : 5_000;
  const folder = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const running: Process[] = [];
  const contestant = async (script: string, ...args: string[]): Promise<Process> => {
    const process = await start(join(here, script), args);
    running.push(process);
    return process;
  };
  const absent = PEERS.filter((name) => !existsSync(join(here, 'peers', 'node_modules', name)));
  const peer = async (name: string, script: string) => (absent.includes(name) ? undefined : contestant(script));
  try {
    progress('machine of four states, in memory');
    const machines = [
      await contestant('engines/machine.ts'),
      await peer('aws-local-stepfunctions', 'peers/machine.ts'),
    ] as const;
    const machine = await executions(machines[0], machines[1], { rounds, count: calls });
    progress('the same, durable');
    const durableMachine = await contestant('engines/machine.ts', join(folder, 'machine.sqlite'));
    const durable = await executions(durableMachine, undefined, { rounds, count: calls });
    progress('DynamoDB and SQS on the wire');
    const ours = await contestant('engines/ours.ts');
    const dynalite = await peer('dynalite', 'peers/dynalite.ts');
    const dynamodb = await onTheWire([ours.port, dynalite?.port], createTable, DYNAMODB, { rounds, calls });
    const fauxqs = await peer('fauxqs', 'peers/fauxqs.ts');
    const sqs = await onTheWire([ours.port, fauxqs?.port], createQueue, SQS, { rounds, calls });
    progress('1,000 rules');
    const patterns = matchRules(1_000, smoke ? 1_000 : 10_000);
    const missing = absent.length
      ? { absent: absent.map((name) => ({ name, reason: 'run npm ci in bench/peers' })) }
      : {};
    return { name: 'engines', machine, durableExecutionsPerSecond: durable.ours, dynamodb, sqs, patterns, ...missing };
  } finally {
    for (const { child } of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
