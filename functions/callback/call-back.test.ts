import * as z from 'zod';
import {
  ContractViolation,
  TargetMisconfigured,
  TargetRefused,
  TargetThrottled,
  TargetUnavailable,
} from '../errors.ts';
import { APPLIED } from '../targets/target.ts';
import { callBack, MOST_WAITS } from './call-back.ts';
import type { Answer } from './source.ts';
import type { Held } from './view.ts';

let answer: () => Answer<{ name: string }>;
let made = 0;
let held: Map<string, Held<object>>;
let sentEtag: string | undefined;
const view = jest.fn(async () => held);
const written: unknown[] = [];
const announced: [string, number][] = [];

const handler = callBack({
  contract: z.object({ key: z.string(), version: z.int() }),
  notification: (event: { key: string; version: number }) => ({ ...event, occurredAt: Date.now() }),
  parts: async () => {
    made++;
    return {
      source: {
        read: async (_key, { etag }) => {
          sentEtag = etag;
          return answer();
        },
      },
      view: {
        get: async (key) => held.get(key),
        getMany: () => view(),
        write: async (write) => {
          written.push(write);
          return APPLIED;
        },
        markAnnounced: async () => undefined,
      },
      project: ({ name }) => ({ name }),
      announce: async (key, version) => void announced.push([key, version]),
      lagMs: 1_000,
    };
  },
});

const turn = { key: 'a', version: 2, occurredAt: Date.now(), index: 5 };
const row = (version: number, more: object = {}) => ({
  version,
  deleted: false,
  announced: version,
  record: {},
  ...more,
});
const failing = (error: Error) => () => {
  throw error;
};

beforeEach(() => {
  process.env.WORKFLOW = 'test-workflow';
  held = new Map();
  answer = () => ({ kind: 'found', version: 2, item: { name: 'A' } });
  written.length = 0;
  announced.length = 0;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test('a batch is coalesced, without those that the view holds already', async () => {
  held.set('b', row(3));
  held.set('c', row(3, { announced: 2 }));
  const messages = ['a', 'b', 'c'].map((key) => ({ body: JSON.stringify({ key, version: 3 }) }));
  const result = await handler([...messages, ...messages]);
  expect(result).toMatchObject({ notifications: [{ key: 'a' }, { key: 'c' }], parked: [] });
});

test('a turn reads the source, writes what it says, and announces it', async () => {
  expect(await handler(turn)).toEqual({ parked: [] });
  expect(written).toEqual([{ kind: 'upsert', key: 'a', version: 2, record: { name: 'A' } }]);
  expect(announced).toEqual([['a', 2]]);
});

test('what is held is asked for under its ETag, but not what is deleted', async () => {
  held.set('a', row(1, { etag: '"1"' }));
  await handler(turn);
  expect(sentEtag).toBe('"1"');
  held.set('a', row(1, { etag: '"1"', deleted: true }));
  await handler(turn);
  expect(sentEtag).toBeUndefined();
});

test('a source that is unchanged since an older version is behind', async () => {
  held.set('a', row(1, { etag: '"1"' }));
  answer = () => ({ kind: 'unchanged' });
  await expect(handler(turn)).rejects.toMatchObject({ name: 'SourceBehind' });
});

test.each([
  ['a refusal', new TargetRefused('AnswerTooBig', 'x'), 'AnswerTooBig'],
  ['a broken promise', new ContractViolation('name'), 'ContractViolation'],
])('%s is parked under the place of its message', async (_, error, reason) => {
  answer = failing(error);
  expect(await handler(turn)).toMatchObject({ parked: [{ index: 5, key: 'a', version: 2, reason }] });
});

test('an outage fails the turn under its name, for the machine to retry', async () => {
  answer = failing(new TargetUnavailable('down'));
  await expect(handler(turn)).rejects.toMatchObject({ name: 'TargetUnavailable' });
});

test('a source that asks for a pause gets it from the machine, a growing one, and in the end fails the turn', async () => {
  answer = failing(new TargetThrottled('slow', { retryAfterMs: 3_000 }));
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  expect(await handler(turn)).toEqual({ waitSeconds: 4, turn: { ...turn, waits: 1 } });
  expect(await handler({ ...turn, waits: 4 })).toMatchObject({ waitSeconds: 11, turn: { waits: 5 } });
  await expect(handler({ ...turn, waits: MOST_WAITS })).rejects.toMatchObject({ name: 'TargetThrottled' });
});

test('after a refusal of its key the client is made anew', async () => {
  answer = failing(new TargetMisconfigured('401'));
  await expect(handler(turn)).rejects.toMatchObject({ name: 'TargetMisconfigured' });
  const before = made;
  answer = () => ({ kind: 'gone' });
  await handler(turn);
  expect(made).toBe(before + 1);
  expect(written).toEqual([{ kind: 'delete', key: 'a', version: 2 }]);
});

test('a batch whose view does not answer fails under our name, before Lambda ends it', async () => {
  view.mockReturnValueOnce(new Promise(() => undefined));
  const soon = { getRemainingTimeInMillis: () => 2_010 };
  const batch = [{ body: JSON.stringify({ key: 'a', version: 3 }) }];
  await expect(handler(batch, soon)).rejects.toMatchObject({ name: 'TargetTimedOut' });
});

test('a 404 is believed if the question, and not the answer alone, came later than the source may lag, whatever the view holds', async () => {
  const asked = { key: 'a', version: 2, index: 0 };
  const slowly = (ms: number) => () => {
    jest.setSystemTime(Date.now() + ms);
    return { kind: 'unknown' } as const;
  };
  jest.useFakeTimers({ now: 1_000_000, doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance'] });
  try {
    answer = slowly(10);
    await expect(handler({ ...asked, occurredAt: Date.now() - 995 })).rejects.toMatchObject({ name: 'SourceBehind' });
    held.set('a', row(1));
    await expect(handler({ ...asked, occurredAt: Date.now() - 995 })).rejects.toMatchObject({ name: 'SourceBehind' });
    expect(written).toEqual([]);
    await handler({ ...asked, occurredAt: Date.now() - 1_000 });
    expect(written).toEqual([{ kind: 'delete', key: 'a', version: 2 }]);
  } finally {
    jest.useRealTimers();
  }
});
