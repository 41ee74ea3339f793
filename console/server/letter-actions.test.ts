import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { type Clients, openClients } from '../../ops/clients.ts';
import type { PlannedEvent } from '../../ops/dead-letters/plan.ts';
import type { DeadLetter } from '../../ops/dead-letters/types.ts';
import { workflowOf } from '../../ops/test-support/workflow.ts';
import { previewLetters } from './letter-actions.ts';
import type { PreviewPart } from './letter-shapes.ts';

const lambda = mockClient(LambdaClient);
const workflow = workflowOf({ style: 'batch' });
let clients: Clients;

beforeEach(() => {
  lambda.reset();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    const { events } = JSON.parse(Buffer.from(Payload).toString()) as { events: { key: string; version: number }[] };
    const previews = events.map(({ key, version }) => ({ outcome: 'applied', key, version }));
    return { Payload: Buffer.from(JSON.stringify(previews)) };
  });
});
afterEach(() => clients.close());

function letter(n: number): DeadLetter {
  // Every key has two letters, far apart from one another.
  const [key, version] = [`k${n % 600}`, n];
  const event = { id: `e${n}`, key, version };
  return {
    ...{ id: `m${n}`, workflow: 'w', kind: 'parked', queue: 'q', key, version, event, body: '', attributes: {} },
    ...{ reason: 'R', error: 'e', at: 0, receives: 1 },
  };
}

/** A box that holds 1,200 letters, and remembers what was foreseen. */
function boxOf(letters: readonly DeadLetter[]) {
  const remembered = new Map<string, readonly PlannedEvent[]>();
  const known = (ids: readonly string[]) => letters.filter(({ id }) => ids.includes(id));
  const foresee = (events: ReadonlyMap<string, readonly PlannedEvent[]>) => {
    for (const [id, own] of events) remembered.set(id, own);
  };
  return { remembered, known, foresee };
}

test('however many letters, they are foreseen as one act: of two letters of a key one is applied', async () => {
  const letters = Array.from({ length: 1_200 }, (_, n) => letter(n));
  const box = boxOf(letters);
  const shares = [{ workflow, ids: letters.map(({ id }) => id) }];
  const parts: PreviewPart[] = await Array.fromAsync(
    previewLetters(clients, box, shares, new AbortController().signal),
  );
  const previews = parts.flatMap((part) => part.previews);
  const applied = previews.filter(({ verdict }) => verdict === 'applied').map(({ id }) => id);
  expect(previews).toHaveLength(1_200);
  expect(applied.sort()).toEqual(Array.from({ length: 600 }, (_, n) => `m${n + 600}`).sort());
  expect(box.remembered.size).toBe(1_200);
  const done = parts.map((part) => part.done);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(done.at(-1)).toBe(1_200);
  expect(new Set(done).size).toBeGreaterThan(5);
});

test('a preview that is stopped asks for no more, and tells no verdict', async () => {
  const letters = Array.from({ length: 1_200 }, (_, n) => letter(n));
  const stop = new AbortController();
  const previews: unknown[] = [];
  for await (const part of previewLetters(
    clients,
    boxOf(letters),
    [{ workflow, ids: letters.map(({ id }) => id) }],
    stop.signal,
  )) {
    previews.push(...part.previews);
    stop.abort();
  }
  expect(previews).toEqual([]);
  expect(lambda.commandCalls(InvokeCommand).length).toBeLessThan(12);
});
