import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { consume } from '../consume/consume.ts';
import { replicate } from '../replicate/replicate.ts';
import { APPLIED, type Held, type Outcome, type ReadableTarget } from '../targets/target.ts';
import { change } from '../test-support/changes.ts';

/** A target that holds film-1 at version 5 and a tombstone of film-2 at version 3; writing to it is an error. */
const held: Held[] = [
  { key: 'film-1', version: 5, deleted: false },
  { key: 'film-2', version: 3, deleted: true },
];
const apply = jest.fn(async (writes: readonly unknown[]): Promise<Outcome[]> => writes.map(() => APPLIED));
const target: ReadableTarget<{ t: string }> = {
  apply,
  browse: async () => ({ entries: [] }),
  inspect: async (keys) => held.filter(({ key }) => keys.includes(key)),
  records: async () => new Map([['film-1', { t: 'held' }]]),
  digest: () => '',
  purge: () => undefined,
};
const handler = replicate({
  contract: z.looseObject({ title: z.string() }),
  project: ({ title }) => {
    if (title === 'throws') throw new Error('cannot project');
    return { t: title };
  },
  target: async () => target,
});
const dynamo = mockClient(DynamoDBDocumentClient);

beforeEach(() => {
  Object.assign(process.env, { WORKFLOW: 'w', SOURCE_TABLE: 'source' });
  dynamo.reset();
  apply.mockClear();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const previewOf = async (...events: unknown[]) => handler({ operation: 'preview', events });

test('each change is told what would become of it, beside what the target holds; nothing is written', async () => {
  const shown = await previewOf(
    change('film-1', 6, { title: 'new' }),
    change('film-1', 5, { title: 'same' }),
    change('film-2', 2, { title: 'old' }),
    change('film-2', 3, { title: 'by hand' }),
    change('film-2', 3),
    change('film-3', 1, { title: 'first' }),
    change('film-1', 7),
    change('film-1', 8, { title: 7 }),
    change('film-1', 8, { title: 'throws' }),
    change('film-1', 8, { title: 'x' }, { defect: 'VersionNotRaised' }),
    'not a change',
  );
  const one = { version: 5, deleted: false, record: { t: 'held' } };
  expect(shown).toEqual([
    { outcome: 'applied', key: 'film-1', version: 6, record: { t: 'new' }, held: one },
    { outcome: 'superseded', key: 'film-1', version: 5, record: { t: 'same' }, held: one },
    { outcome: 'superseded', key: 'film-2', version: 2, record: { t: 'old' }, held: { version: 3, deleted: true } },
    expect.objectContaining({ outcome: 'parked', reason: 'VersionReused', key: 'film-2', version: 3 }),
    { outcome: 'superseded', key: 'film-2', version: 3, held: { version: 3, deleted: true } },
    { outcome: 'applied', key: 'film-3', version: 1, record: { t: 'first' } },
    { outcome: 'applied', key: 'film-1', version: 7, held: one },
    expect.objectContaining({ outcome: 'parked', reason: 'ContractViolation', version: 8, held: one }),
    expect.objectContaining({ outcome: 'parked', reason: 'ProjectionFailed', error: 'cannot project' }),
    expect.objectContaining({ outcome: 'parked', reason: 'VersionNotRaised' }),
    { outcome: 'parked', reason: 'NotAChange', error: 'not a change' },
  ]);
  expect(apply).not.toHaveBeenCalled();
});

test('an omitted image is read back; where the source is behind, the change would be tried again', async () => {
  const lean = (key: string) => change(key, 6, undefined, { kind: 'upsert', imageOmitted: true });
  dynamo.on(GetCommand, { Key: { sku: 'film-1' } }).resolves({ Item: { sku: 'film-1', version: 9, title: 'now' } });
  dynamo.on(GetCommand, { Key: { sku: 'film-3' } }).resolves({ Item: { sku: 'film-3', version: 4, title: 'old' } });
  dynamo.on(GetCommand, { Key: { sku: 'film-4' } }).resolves({});
  expect(await previewOf(lean('film-1'), lean('film-3'), lean('film-4'))).toMatchObject([
    { outcome: 'applied', version: 9, record: { t: 'now' } },
    { outcome: 'retry', reason: 'SourceBehind' },
    { outcome: 'superseded' },
  ]);
});

/** A pipe hands over an array, so whatever an event holds, it is within one. */
test('an event that looks like a preview is an event: no pipe can ask for a preview', async () => {
  const request = { operation: 'preview', events: [] };
  const answer = await handler([request as never]);
  expect(answer).toMatchObject({ applied: 0, parked: [{ index: 0 }] });
});

describe('a bus workflow', () => {
  const carried: string[] = [];
  const bus = (foresee: boolean) =>
    consume({
      contract: z.object({ detail: z.object({ id: z.string(), at: z.number() }) }),
      identify: ({ detail }) => ({ key: detail.id, occurredAt: detail.at }),
      apply:
        async () =>
        async ({ detail }) => {
          carried.push(detail.id);
          return APPLIED;
        },
      ...(foresee && { foresee: async () => async () => ({ outcome: APPLIED, held: { status: 'none' } }) }),
    });
  const message = (detail: unknown) => ({ messageId: '1', body: JSON.stringify({ detail }) });
  const request = { operation: 'preview' as const, events: [message({ id: 'a', at: 7 }), message({ id: 1 }), 'x'] };

  test('tells what its events would do, and carries none out', async () => {
    expect(await bus(true)(request)).toEqual([
      { outcome: 'applied', key: 'a', version: 7, held: { record: { status: 'none' } } },
      expect.objectContaining({ outcome: 'parked', reason: 'ContractViolation' }),
      expect.objectContaining({ outcome: 'parked', reason: 'NotJson' }),
    ]);
    expect(carried).toEqual([]);
  });

  test('says so where it cannot know', async () => {
    expect(await bus(false)(request)).toMatchObject([{ outcome: 'unknown', key: 'a' }, {}, {}]);
  });

  test('refuses the operations that need a source', async () => {
    await expect(bus(true)({ operation: 'describe' })).rejects.toMatchObject({ name: 'OperationRefused' });
  });

  test('takes an event that looks like a preview for an event', async () => {
    expect(await bus(true)([request])).toMatchObject({ parked: [{ index: 0, reason: 'NotJson' }] });
  });
});
