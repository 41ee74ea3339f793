import * as z from 'zod';
import { TargetMisconfigured, TargetThrottled, TargetUnavailable } from '../errors.ts';
import { APPLIED, type Outcome } from '../targets/target.ts';
import { consume } from './consume.ts';

const seen: string[] = [];
let outcome: Outcome;
let made = 0;
const handler = consume({
  contract: z.object({ detail: z.object({ id: z.string(), at: z.number() }) }),
  identify: ({ detail }) => ({ key: detail.id, occurredAt: detail.at }),
  keyOf: (envelope) => (JSON.stringify(envelope).includes('findable') ? 'found' : undefined),
  apply: async () => {
    made++;
    return async ({ detail }) => {
      seen.push(detail.id);
      return outcome;
    };
  },
});
const message = (detail: unknown) => ({ messageId: '1', body: JSON.stringify({ detail }) });

beforeEach(() => {
  process.env.WORKFLOW = 'test-workflow';
  seen.length = 0;
  outcome = APPLIED;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test('an event that keeps the contract is carried out', async () => {
  expect(await handler([message({ id: 'a', at: 1 })])).toEqual({
    applied: 1,
    superseded: 0,
    supersededAt: [],
    parked: [],
  });
  expect(seen).toEqual(['a']);
});

test.each([
  ['a body that is no JSON', { body: 'x{' }, 'NotJson'],
  ['a message without a body', {}, 'NotJson'],
  ['nothing', null, 'NotJson'],
  ['an event that breaks the contract', message({ id: 1, at: 1 }), 'ContractViolation'],
])('%s is parked, and the next event is carried out', async (_, odd, reason) => {
  const { applied, parked } = await handler([odd, message({ id: 'b', at: 1 })]);
  expect(applied).toBe(1);
  expect(parked).toMatchObject([{ index: 0, reason }]);
});

test('while it waits for an outage to end, its execution can be found by its key', async () => {
  process.env.LOG_KEYS = 'plain';
  outcome = { kind: 'retry', error: new TargetThrottled('slow down') };
  const lines: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(lines.push(String(text))));
  const invocation = { getRemainingTimeInMillis: () => 9_000, clientContext: { custom: { execution: 'arn' } } };
  await expect(handler([message({ id: 'a', at: 1 })], invocation)).rejects.toThrow();
  delete process.env.LOG_KEYS;
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ execution: 'arn', keys: ['a'] }]);
});

test('what the target parks is parked under the event’s key', async () => {
  outcome = { kind: 'parked', reason: 'ForgottenEmail', error: 'no' };
  expect((await handler([message({ id: 'a', at: 1 })])).parked).toEqual([
    { index: 0, key: 'a', correlationId: '1', reason: 'ForgottenEmail', error: 'no' },
  ]);
});

test('a fault that passes fails the message under its name', async () => {
  outcome = { kind: 'retry', error: new TargetThrottled('slow down') };
  await expect(handler([message({ id: 'a', at: 1 })])).rejects.toMatchObject({ name: 'TargetThrottled' });
});

test('of a batch, what a fault that passes has left is told with what was done; the others’ places are theirs', async () => {
  const write = jest.spyOn(process.stdout, 'write');
  outcome = { kind: 'retry', error: new TargetUnavailable('500') };
  const answer = await handler([message({ id: 'a', at: 1 }), { body: 'x{' }]);
  expect(answer).toMatchObject({ applied: 0, left: [0], parked: [{ index: 1, reason: 'NotJson' }] });
  const metrics = write.mock.calls.map(([line]) => String(line)).find((line) => line.includes('"Events"'));
  expect(JSON.parse(metrics ?? '{}')).toMatchObject({ Events: 1, Parked: 1 });
});

test('an event that is refused is parked under its key, if one can be found', async () => {
  const { parked } = await handler([message('findable'), message('other')]);
  expect(parked.map(({ key }) => key)).toEqual(['found', undefined]);
});

test('after a refusal of its key the client is made anew, so that a new key is read', async () => {
  outcome = { kind: 'retry', error: new TargetMisconfigured('401') };
  await expect(handler([message({ id: 'a', at: 1 })])).rejects.toMatchObject({ name: 'TargetMisconfigured' });
  const before = made;
  outcome = APPLIED;
  await handler([message({ id: 'a', at: 1 })]);
  await handler([message({ id: 'a', at: 1 })]);
  expect(made).toBe(before + 1);
});
