import { sources } from '../sources/index.ts';
import { type ChangeQueue, followChanges } from './follow.ts';
import type { Change } from './topics.ts';

const envelope = (source: string, kind: string, detail: object) =>
  JSON.stringify({ id: 'e', source, 'detail-type': kind, time: '2026-11-22T10:00:00Z', detail });
const shortlist = (id: string) => envelope('penstock.shortlists', 'ShortlistChanged', { shortlistId: id });

/** A queue that answers what it was given, once, and then waits as SQS does. */
function queueOf(answers: (readonly string[] | Error)[], removed: string[]): ChangeQueue {
  return {
    receive: async (signal) => {
      const next = answers.shift();
      if (next instanceof Error) throw next;
      if (next) return next.map((Body) => ({ Body, MessageId: 'm' }));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    remove: async (messages) => void removed.push(...messages.map((m) => m.Body ?? '')),
  };
}

async function follow(expected: number, ...answers: (readonly string[] | Error)[]) {
  const removed: string[] = [];
  const changes: Change[] = [];
  const problems: string[] = [];
  let all = () => {};
  const seen = new Promise<void>((resolve) => {
    all = resolve;
  });
  const count = () => changes.length + problems.length === expected && all();
  const following = followChanges({
    queue: queueOf([...answers], removed),
    sources,
    pauseMs: 1,
    publish: (change) => {
      changes.push(change);
      count();
    },
    report: (problem) => {
      problems.push(problem);
      count();
    },
  });
  await seen;
  await following.close();
  return { changes, problems, removed };
}

test('hands on the changes of every topic, and takes the messages away', async () => {
  const provider = envelope('penstock.providers', 'ProviderChanged', { providerId: 'p1', version: 2 });
  const { changes, removed } = await follow(2, [shortlist('a'), provider]);
  expect(changes).toEqual([
    { topic: 'shortlist', key: 'a' },
    { topic: 'provider', key: 'p1' },
  ]);
  expect(removed).toHaveLength(2);
});

test('says so of what is no event of a topic, and goes on', async () => {
  const { changes, problems, removed } = await follow(
    4,
    ['no JSON', envelope('penstock.shortlists', 'Other', {}), envelope('penstock.shortlists', 'ShortlistChanged', {})],
    [shortlist('b')],
  );
  expect(changes).toEqual([{ topic: 'shortlist', key: 'b' }]);
  expect(problems).toEqual(Array(3).fill('message m is no event that a page watches'));
  expect(removed).toHaveLength(4);
});

test('a queue that cannot be read is tried again', async () => {
  const { changes, problems } = await follow(2, new Error('down'), [shortlist('c')]);
  expect(problems).toEqual(['the queue of changes cannot be read']);
  expect(changes).toEqual([{ topic: 'shortlist', key: 'c' }]);
});
