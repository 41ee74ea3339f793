import * as z from 'zod';
import { coalesce } from './coalesce.ts';

const reading = {
  contract: z.object({ key: z.string(), version: z.int() }),
  notification: (event: { key: string; version: number }) => ({ ...event, occurredAt: event.version * 10 }),
  keyOf: (envelope: unknown) => (JSON.stringify(envelope).includes('findable') ? 'found' : undefined),
};
const message = (body: unknown) => ({ body: JSON.stringify(body) });

test('of each key the highest notified version is left, with its place in the batch', () => {
  const batch = [
    { key: 'a', version: 2 },
    { key: 'b', version: 1 },
    { key: 'a', version: 3 },
    { key: 'a', version: 3 },
    { key: 'a', version: 1 },
  ];
  expect(coalesce(batch.map(message), reading)).toEqual({
    notifications: [
      { key: 'a', version: 3, occurredAt: 30, index: 2 },
      { key: 'b', version: 1, occurredAt: 10, index: 1 },
    ],
    parked: [],
  });
});

test('what the contract refuses is parked in its place, under its key if it has one', () => {
  const batch = [message({ key: 'a', version: 1 }), message({ findable: true }), { body: '{' }, null];
  expect(coalesce(batch, reading).parked).toMatchObject([
    { index: 1, key: 'found', reason: 'ContractViolation', error: expect.stringContaining('version') },
    { index: 2, reason: 'NotJson' },
    { index: 3, reason: 'NotJson' },
  ]);
});
