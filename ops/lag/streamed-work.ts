import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { expressEvents } from '../executions/express.ts';
import { expressExecutionsAbout } from '../executions/express-list.ts';
import { findExecutions } from '../executions/find.ts';
import { parsed } from '../executions/keys.ts';
import { take } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import type { Work } from './work.ts';

/**
 * Behind a stream every change is within an execution, or within one that failed and will be tried again (once a minute at the
 * longest). So the oldest change of an execution that failed, and whose changes no later one has taken, is the oldest of all.
 */
export async function streamedWork(clients: Clients, workflow: Workflow, now: number): Promise<Work> {
  const from = now - RETRY_MS;
  const failed = await take(findExecutions(clients, workflow, { status: 'FAILED', from, to: now, limit: 5 }, now), 5);
  const running = await take(
    findExecutions(clients, workflow, { status: 'RUNNING', from, to: now, limit: 50 }, now),
    50,
  );
  let oldest: number | undefined;
  for (const { arn, startedAt } of failed) {
    const [start] = await expressEvents(clients, workflow, arn, startedAt, startedAt);
    const changes = changesOf(start?.details.input);
    const [first] = changes;
    if (!first || (await takenSince(clients, workflow, first.id, startedAt, now))) continue;
    oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, ...changes.map(({ changedAt }) => changedAt));
  }
  return {
    inFlight: running.length,
    ...(oldest !== undefined && { oldest: { at: oldest, ageMs: Math.max(0, now - oldest), where: 'stream' as const } }),
  };
}

/** A pipe's longest wait between two attempts is a minute. */
const RETRY_MS = 150_000;

async function takenSince(clients: Clients, workflow: Workflow, id: string, since: number, now: number) {
  for await (const later of expressExecutionsAbout(clients, workflow, id, { from: since + 1, to: now, now }))
    if (later.status === 'SUCCEEDED') return true;
  return false;
}

function changesOf(input: unknown): { id: string; changedAt: number }[] {
  const changes = parsed(typeof input === 'string' ? input : undefined);
  if (!Array.isArray(changes)) return [];
  return changes.filter(isObject).map(({ id, changedAt }) => ({ id: String(id), changedAt: Number(changedAt) }));
}
