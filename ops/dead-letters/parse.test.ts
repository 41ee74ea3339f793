import fc from 'fast-check';
import type { Workflow } from '../workflows.ts';
import { readLetter } from './parse.ts';
import { groupLetters, matcher } from './types.ts';

const workflow: Workflow = {
  name: 'inventory-to-algolia',
  stack: 'Penstock',
  style: 'batch',
  source: { table: 'Penstock-inventory' },
  target: 'Algolia',
  personal: [],
  machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:Penstock-inventory-to-algolia',
  logGroup: '/aws/vendedlogs/states/Penstock-inventory-to-algolia',
  pipe: 'Penstock-inventory-to-algolia',
  writeFunction: 'Penstock-inventory-to-algolia-write',
  deadLetterQueues: [],
  auditLogGroup: '/penstock/Penstock/audit',
};
const message = (body: string, attributes: Record<string, string> = {}) => ({
  MessageId: 'm1',
  Body: body,
  Attributes: { SentTimestamp: '1793000000000', ApproximateReceiveCount: '2' },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});
const letter = (body: string, kind: 'parked' | 'pipe' | 'queue' | 'rule' = 'parked', attributes = {}) =>
  readLetter(message(body, attributes), workflow, { kind, name: 'q' });

const parkedBody = JSON.stringify({
  workflow: 'inventory-to-algolia',
  key: 'SKU-1',
  version: 7,
  reason: 'ContractViolation',
  error: 'title: no',
  executionArn: 'arn:aws:states:eu-west-1:111122223333:express:m:n:u',
  parkedAt: '2026-11-20T10:00:00.000Z',
  change: { id: 'e', key: 'SKU-1' },
});

test('what a machine parked is known by key, version, reason and its own time', () => {
  expect(letter(parkedBody)).toMatchObject({
    id: 'm1',
    key: 'SKU-1',
    version: 7,
    reason: 'ContractViolation',
    at: Date.parse('2026-11-20T10:00:00Z'),
    receives: 2,
    event: { id: 'e', key: 'SKU-1' },
  });
});

const pointerBody = (more: object = {}) =>
  JSON.stringify({
    context: { partnerResourceArn: 'arn:aws:pipes:eu-west-1:111122223333:pipe/p', condition: 'RetryAttemptsExhausted' },
    version: '1.0',
    DDBStreamBatchInfo: {
      shardId: 'shardId-1',
      startSequenceNumber: '100',
      endSequenceNumber: '101',
      approximateArrivalOfFirstRecord: '2026-11-20T09:58:00Z',
      approximateArrivalOfLastRecord: '2026-11-20T09:58:01Z',
      batchSize: 2,
      streamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/s',
      ...more,
    },
  });

test('a pipe’s pointer tells where its records are', () => {
  expect(letter(pointerBody(), 'pipe')).toMatchObject({
    reason: 'RetryAttemptsExhausted',
    pointer: { shardId: 'shardId-1', startSequenceNumber: '100', endSequenceNumber: '101', batchSize: 2 },
  });
});

test('a rule’s letter tells why the event was not delivered; it is taken as the queue would have handed it on', () => {
  const attributes = {
    RULE_ARN: 'arn:aws:events:eu-west-1:111122223333:rule/r',
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: 'denied',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  };
  expect(letter('{"detail":{}}', 'rule', attributes)).toMatchObject({
    reason: 'NO_PERMISSIONS',
    error: 'denied; given up after MaximumRetryAttempts',
    event: { messageId: 'm1', body: '{"detail":{}}' },
  });
});

test.each([
  ['text', 'hello', 'parked'],
  ['another workflow’s letter', parkedBody.replace('inventory-to-algolia', 'other'), 'parked'],
  ['a letter without its change', JSON.stringify({ workflow: 'inventory-to-algolia' }), 'parked'],
  ['a truncated base64', 'eyJ3b3JrZmxvdyI6ImludmVudG9y', 'parked'],
  ['one MiB', 'x'.repeat(1_048_576), 'parked'],
  ['a pointer without a sequence number', pointerBody({ startSequenceNumber: undefined }), 'pipe'],
  ['a pointer with a sequence number that is none', pointerBody({ endSequenceNumber: '1; DROP' }), 'pipe'],
  ['an event that no rule sent', '{}', 'rule'],
] as const)('%s is not ours: it is shown, with one short line, and cannot be redriven', (_, body, kind) => {
  const read = letter(body, kind);
  expect(read).toMatchObject({ reason: 'NotOurs', body });
  expect(read.error.length).toBeLessThan(200);
  expect(read.event).toBeUndefined();
  expect(read.pointer).toBeUndefined();
});

test('whatever a message holds, reading it does not fail', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('parked', 'pipe', 'queue', 'rule'), (body, kind) => {
      expect(letter(body, kind).id).toBe('m1');
    }),
    { numRuns: 200 },
  );
});

test('a filter takes what suits all of it', () => {
  const one = letter(parkedBody);
  expect(matcher({ key: 'SKU-1', error: 'contract', ids: ['m1'], kinds: ['parked'], from: 0 })(one)).toBe(true);
  expect(matcher({ key: 'SKU-1', kinds: ['rule'] })(one)).toBe(false);
  expect(matcher({ error: 'timeout' })(one)).toBe(false);
  expect(matcher({ from: Date.parse('2026-11-21') })(one)).toBe(false);
});

test('letters are grouped by reason or by key, the most frequent first', () => {
  const letters = [letter(parkedBody), letter(parkedBody.replaceAll('SKU-1', 'SKU-2')), letter('?')];
  expect(groupLetters(letters).map(({ reason, count, keys }) => [reason, count, keys])).toEqual([
    ['ContractViolation', 2, 2],
    ['NotOurs', 1, 1],
  ]);
  expect(groupLetters(letters, 'key')).toHaveLength(3);
});
