import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';
import { RETRYABLE_ERRORS, SourceBehind, TargetMisconfigured, TargetThrottled } from '../errors.ts';
import { APPLIED, type Outcome, parked, type Target, type VersionedWrite } from '../targets/target.ts';
import { change } from '../test-support/changes.ts';
import { replicate } from './replicate.ts';

const contract = z.looseObject({ title: z.string() });
const seen: VersionedWrite<{ t: string }>[][] = [];
let next: (writes: readonly VersionedWrite<{ t: string }>[]) => Outcome[];
const target: Target<{ t: string }> = {
  apply: async (writes) => {
    seen.push([...writes]);
    return next(writes);
  },
};
const project = ({ title }: { title: string }) => {
  if (title === 'throws') throw new Error('cannot project');
  return { t: title };
};
const made = jest.fn(() => target);
const handler = replicate({ contract, project, target: async () => made() });
const dynamo = mockClient(DynamoDBDocumentClient);
const lines: string[] = [];

beforeEach(() => {
  Object.assign(process.env, { WORKFLOW: 'test-workflow', SOURCE_TABLE: 'source' });
  seen.length = 0;
  lines.length = 0;
  next = (writes) => writes.map(() => APPLIED);
  dynamo.reset();
  // Powertools makes consoles of its own: its lines are caught where they end.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => jest.restoreAllMocks());

test('a row that was deleted and put again under the same version, both by hand, is parked, and not lost within its batch', async () => {
  const { parked, ...counts } = await handler([
    change('a', 4),
    change('a', 4, { title: 'by hand' }),
    change('a', 3, { title: 'old' }),
  ]);
  expect(counts).toEqual({ applied: 1, superseded: 1, supersededAt: [2] });
  expect(parked).toMatchObject([{ index: 1, key: 'a', version: 4, reason: 'VersionReused' }]);
});

test('the newest of each key is written, as the projection has it', async () => {
  const result = await handler([change('a', 1, { title: 'old' }), change('b', 4), change('a', 2, { title: 'new' })]);
  expect(result).toEqual({ applied: 2, superseded: 1, supersededAt: [0], parked: [] });
  expect(seen[0]).toEqual([
    { kind: 'upsert', key: 'a', version: 2, record: { t: 'new' } },
    { kind: 'delete', key: 'b', version: 4, deletedAt: 1_793_000_000_000 },
  ]);
});

test('what cannot be written is parked by its place in the batch; the rest goes on', async () => {
  const result = await handler([
    change('a', 1, { title: 1776 }),
    change('b', 1, { title: 'throws' }),
    change('c', 1, { title: 'good' }, { defect: 'VersionNotRaised' }),
    change('d', 1, { title: 'good' }),
  ]);
  expect(result).toMatchObject({ applied: 1, superseded: 0 });
  expect(result.parked.map(({ index, key, version, reason }) => [index, key, version, reason])).toEqual([
    [0, 'a', 1, 'ContractViolation'],
    [1, 'b', 1, 'ProjectionFailed'],
    [2, 'c', 1, 'VersionNotRaised'],
  ]);
  expect(result.parked[0]?.error).toMatch(/^title: /);
});

test('a newer change that is parked does not hold back an older one that is sound', async () => {
  const result = await handler([change('a', 1, { title: 'good' }), change('a', 2, { title: 2 })]);
  expect(result).toMatchObject({ applied: 1, parked: [{ index: 1, reason: 'ContractViolation' }] });
});

test('what the target parks is parked, with its reason', async () => {
  next = () => [parked('RecordTooBig', 'x'.repeat(5000))];
  const { parked: entries } = await handler([change('a', 1, { title: 'T' })]);
  expect(entries).toMatchObject([{ index: 0, reason: 'RecordTooBig' }]);
  expect(entries[0]?.error.length).toBeLessThanOrEqual(400);
});

test('a write to be retried fails the batch under a name that the machine retries', async () => {
  next = () => [APPLIED, { kind: 'retry', error: new TargetThrottled('slow down') }];
  const failure = handler([change('a', 1, { title: 'T' }), change('b', 1, { title: 'T' })]);
  await expect(failure).rejects.toMatchObject({ name: 'TargetThrottled' });
  expect(RETRYABLE_ERRORS).toContain('TargetThrottled');
});

test('after a refusal of its key the target is made anew, so that a new key is read', async () => {
  await handler([change('a', 1)]);
  made.mockClear();
  next = () => {
    throw new TargetMisconfigured('403');
  };
  await expect(handler([change('a', 1)])).rejects.toMatchObject({ name: 'TargetMisconfigured' });
  next = (writes) => writes.map(() => APPLIED);
  await handler([change('a', 1)]);
  await handler([change('a', 1)]);
  expect(made).toHaveBeenCalledTimes(1);
});

test('a target that was still being made when the time was over is made anew, and not waited for', async () => {
  const never = new Promise<typeof target>(() => undefined);
  const anew = replicate({ contract, project, target: jest.fn(async () => target).mockReturnValueOnce(never) });
  const left = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
  await expect(anew([change('a', 1)], left(0))).rejects.toMatchObject({ name: 'TargetTimedOut' });
  expect(await anew([change('a', 1)], left(30_000))).toMatchObject({ applied: 1 });
});

test('a fault of an AWS service is an outage, a fault of the code is not', async () => {
  next = () => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
  };
  await expect(handler([change('a', 1)])).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  next = () => {
    throw new TypeError('a bug');
  };
  await expect(handler([change('a', 1)])).rejects.toMatchObject({ name: 'TypeError' });
});

describe('an image that did not fit the batch', () => {
  const lean = change('a', 5, undefined, { kind: 'upsert', imageOmitted: true });

  test('is read back from the source, and written as what it is now', async () => {
    dynamo.on(GetCommand).resolves({ Item: { sku: 'a', version: 7, title: 'newest', tags: new Set(['x']) } });
    expect(await handler([lean])).toMatchObject({ applied: 1 });
    expect(seen[0]).toEqual([{ kind: 'upsert', key: 'a', version: 7, record: { t: 'newest' } }]);
    expect(dynamo.call(0).args[0].input).toEqual({ TableName: 'source', Key: { sku: 'a' }, ConsistentRead: true });
  });

  test('of an item that is deleted by now is its tombstone', async () => {
    dynamo.on(GetCommand).resolves({ Item: { sku: 'a', version: 6, deleted: true, updatedAt: 7 } });
    await handler([lean]);
    expect(seen[0]).toEqual([{ kind: 'delete', key: 'a', version: 6, deletedAt: 7 }]);
  });

  test('of an item that is gone by now is superseded: its removal comes later in the stream', async () => {
    dynamo.on(GetCommand).resolves({});
    expect(await handler([lean])).toEqual({ applied: 0, superseded: 1, supersededAt: [0], parked: [] });
  });

  test('is waited for while the source shows an older version', async () => {
    dynamo.on(GetCommand).resolves({ Item: { sku: 'a', version: 4, title: 'old' } });
    await expect(handler([lean])).rejects.toBeInstanceOf(SourceBehind);
  });
});

test('one metric set and one log line a batch, and nothing of a payload in them', async () => {
  await handler([change('secret-key', 1, { title: 'secret-title' }), change('b', 1, { title: 7 })]);
  const text = lines.join('');
  expect(text).toContain('"Namespace":"Penstock"');
  expect(text).toMatch(/"Dimensions":\[\["workflow"\]\]/);
  expect(text).toMatch(/"Events":2,"Applied":1,"Superseded":0,"Parked":1/);
  expect(text).not.toContain('secret-title');
  expect(lines.filter((line) => line.includes('"message":"batch"'))).toHaveLength(1);
});
