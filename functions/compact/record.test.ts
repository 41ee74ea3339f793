import { record } from '../test-support/changes.ts';
import { toChange } from './record.ts';

const v = (version: number) => ({ version: { N: String(version) } });

test('a write becomes an upsert with the plain new image', () => {
  expect(
    toChange(record('MODIFY', v(41), { ...v(42), qty: { N: '7' }, tags: { SS: ['a'] }, nothing: { NULL: true } })),
  ).toEqual({
    id: 'e1',
    key: 'SKU-1',
    keys: { sku: 'SKU-1' },
    kind: 'upsert',
    version: 42,
    previousVersion: 41,
    image: { sku: 'SKU-1', version: 42, qty: 7, tags: ['a'], nothing: null },
    changedAt: 1_793_000_000_000,
    sequenceNumber: '4421584500000000017450439091',
  });
});

test('the time of a write is the item’s own, to the millisecond, where it has one', () => {
  expect(toChange(record('INSERT', undefined, { ...v(1), updatedAt: { N: '1793000000123' } }))?.changedAt).toBe(
    1_793_000_000_123,
  );
});

test('a tombstone row is a deletion, without an image', () => {
  const change = toChange(record('MODIFY', v(2), { ...v(3), deleted: { BOOL: true } }));
  expect(change).toMatchObject({ kind: 'delete', version: 3 });
  expect(change).not.toHaveProperty('image');
});

test('a row that was removed by hand is deleted one version after what it was', () => {
  expect(toChange(record('REMOVE', v(5)))).toMatchObject({ kind: 'delete', version: 6, previousVersion: 5 });
});

test('a live row that TTL took away is deleted as well', () => {
  const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
  expect(toChange(record('REMOVE', v(5), undefined, { userIdentity }))).toMatchObject({ kind: 'delete', version: 6 });
});

test('a tombstone that goes away is no change, whoever removed it', () => {
  expect(toChange(record('REMOVE', { ...v(3), deleted: { BOOL: true } }))).toBeUndefined();
});

test.each([
  ['the same version', 7, 7],
  ['an older version', 7, 6],
])('a change to %s is marked, with its payload', (_, before, after) => {
  expect(toChange(record('MODIFY', v(before), v(after)))).toMatchObject({
    defect: 'VersionNotRaised',
    version: after,
    image: { version: after },
  });
});

test.each([
  ['no version', {}],
  ['a version of text', { version: { S: '3' } }],
  ['a fraction', { version: { N: '1.5' } }],
  ['a version below one', { version: { N: '0' } }],
  ['more than a double can count', { version: { N: '9007199254740993' } }],
])('an item with %s is marked, with its payload', (_, image) => {
  const change = toChange(record('INSERT', undefined, { ...image, title: { S: 'T' } }));
  expect(change).toMatchObject({ defect: 'VersionInvalid', key: 'SKU-1', image: { title: 'T' } });
});

test.each([
  ['nothing', null],
  ['text', 'record'],
  ['another service’s record', { messageId: '1', body: '{}' }],
  ['keys of an unknown type', { eventID: 'x', eventName: 'INSERT', dynamodb: { Keys: { a: { Z: '1' } } } }],
])('%s is marked as no stream record', (_, odd) => {
  expect(toChange(odd)).toMatchObject({ defect: 'NotAStreamRecord' });
});

test('a stream of keys alone is marked', () => {
  expect(toChange(record('INSERT'))).toMatchObject({ defect: 'ImageMissing', key: 'SKU-1' });
  expect(toChange(record('REMOVE'))).toMatchObject({ defect: 'ImageMissing', kind: 'delete' });
});

test('a very long key is marked, and cut to a text that is still its own', () => {
  const long = (end: string) => ({
    eventID: 'x',
    eventName: 'INSERT',
    dynamodb: { Keys: { a: { S: 'k'.repeat(2000) + end } } },
  });
  const [one, two] = [toChange(long('1')), toChange(long('2'))];
  expect(one).toMatchObject({ defect: 'KeyTooLong', keys: {} });
  expect(one?.key.length).toBeLessThan(200);
  expect(one?.key).not.toBe(two?.key);
});

test('two key attributes make one key', () => {
  const Keys = { list: { S: 'L1' }, position: { N: '3' } };
  const change = toChange({ eventID: 'x', eventName: 'INSERT', dynamodb: { Keys, NewImage: { ...Keys, ...v(1) } } });
  expect(change).toMatchObject({ key: 'L1#3', keys: { list: 'L1', position: 3 } });
});
