import { correlationOf } from './correlation.ts';

const body = (id: unknown) => JSON.stringify({ id, detail: { email: 'ada@example.com' } });

test.each([
  ['a change', { id: '0000000000000000000000000c0e', key: 'SKU-1' }, '0000000000000000000000000c0e'],
  [
    'a message with an event',
    { messageId: 'm-1', body: body('6a7e8feb-b491-4cf7-a9f1-bf3703467718') },
    '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  ],
  ['a message with an event that a pipe has parsed', { messageId: 'm-1', body: { id: 'e-1' } }, 'e-1'],
  ['a message that holds no event', { messageId: 'm-1', body: 'nonsense' }, 'm-1'],
  ['an id that is an address', { messageId: 'm-1', body: body('ada@example.com') }, 'm-1'],
  ['an id that is somebody’s', { id: 'auth0|5f7c8ec7c33c6c004bbafe82' }, undefined],
  ['no event', 'nonsense', undefined],
])('%s', (_, entry, id) => {
  expect(correlationOf(entry)).toBe(id);
});
