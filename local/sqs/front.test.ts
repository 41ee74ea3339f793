import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { Front } from './front.ts';
import { MessageRows, type StoredMessage } from './message-rows.ts';
import { SCHEMA } from './schema.ts';

const QUEUE = 1;

function world(store = new Store()) {
  store.define(SCHEMA);
  const rows = new MessageRows(store);
  const front = new Front(store, rows, QUEUE);
  const inTable = () => store.all<{ seq: number }>('SELECT seq FROM sqs_message ORDER BY seq').map(({ seq }) => seq);
  return { store, rows, front, inTable };
}

const message = (seq: number, visible_at = 0, body = 'x'): StoredMessage => ({
  ...{ seq, id: `id-${seq}`, body, attributes: null, system_attributes: null, sender: 'me', sent_at: 0, visible_at },
  ...{ attempts: 0, received_before: 0, first_received_at: null, grp: null, dedup_id: null, dead_letter_source: null },
});

/** Receives one after the other, each into flight until `until`. */
function receive(front: Front, now: number, limit: number, until = 1_000_000): number[] {
  return front.take(now, limit).map((taken) => {
    taken.attempts += 1;
    taken.visible_at = until;
    front.changed(taken);
    return taken.seq;
  });
}

const receipt = (seq: number, attempt = 1) => ({ seq, id: `id-${seq}`, attempt, receivedAt: 0 });

test('what is sent, received and deleted before the commit never reaches the table; what remains does, as it stands then', async () => {
  const { store, front, inTable, rows } = world();
  for (const seq of [1, 2, 3]) front.add(message(seq), 0);
  expect(receive(front, 0, 2)).toEqual([1, 2]);
  front.removeReceived(receipt(1));
  expect(store.all('SELECT seq FROM sqs_message WHERE seq = 1')).toEqual([]);
  await store.committed();
  expect(inTable()).toEqual([2, 3]);
  expect(rows.find(QUEUE, 2, 'id-2')).toMatchObject({ attempts: 1, visible_at: 1_000_000 });
});

test('an outdated receipt removes nothing, wherever the message is', async () => {
  const { store, front, inTable } = world();
  front.add(message(1), 0);
  receive(front, 0, 1, 10);
  expect(receive(front, 10, 1)).toEqual([1]);
  front.removeReceived(receipt(1, 1));
  await store.committed();
  front.removeReceived(receipt(1, 1));
  expect(inTable()).toEqual([1]);
  front.removeReceived(receipt(1, 2));
  expect(inTable()).toEqual([]);
});

test('more messages than a page come in order, with those between them whose time has come', async () => {
  const { front } = world();
  for (let seq = 1; seq <= 250; seq++) front.add(message(seq, seq === 5 ? 50 : 0), 0);
  const first = receive(front, 0, 10, 60);
  expect(first).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
  const rest: number[] = [];
  for (let now = 1; rest.length < 239; now = Math.min(now + 1, 49)) rest.push(...receive(front, now, 10));
  expect(rest).toEqual(Array.from({ length: 239 }, (_, index) => index + 12));
  expect(receive(front, 49, 10)).toEqual([]);
  expect(receive(front, 50, 10)).toEqual([5]);
  expect(receive(front, 60, 10)).toEqual(first);
});

test('a backlog longer than what is held is in the table, and nothing of it is passed over', async () => {
  const { store, front } = world();
  const long = 'x'.repeat(1_500_000);
  for (let seq = 1; seq <= 6; seq++) front.add(message(seq, seq, long), 10);
  await store.committed();
  expect(receive(front, 10, 4)).toEqual([1, 2, 3, 4]);
  front.add(message(7, 10), 10);
  expect(receive(front, 10, 10)).toEqual([5, 6, 7]);
});

test('over a store that nothing outlives, messages are written when somebody reads the table, or when they are many', () => {
  const { front, inTable } = world(new Store(':memory:', 'off', new SimulatedClock(1)));
  front.add(message(1), 0);
  expect(inTable()).toEqual([]);
  front.write();
  expect(inTable()).toEqual([1]);
  for (let seq = 2; seq <= 4; seq++) front.add(message(seq, 0, 'x'.repeat(1_500_000)), 0);
  expect(inTable()).toEqual([1, 2, 3, 4]);
});

test('what is older than the retention goes, written or not; what is younger stays in order', async () => {
  const { store, front, inTable } = world();
  for (const seq of [1, 2, 3]) front.add({ ...message(seq), sent_at: seq * 10 }, 0);
  receive(front, 0, 1, 5);
  await store.committed();
  for (const seq of [4, 5]) front.add({ ...message(seq), sent_at: seq === 4 ? 10 : 50 }, 0);
  front.expire(25);
  expect(receive(front, 5, 10)).toEqual([3, 5]);
  await store.committed();
  expect(inTable()).toEqual([3, 5]);
});
