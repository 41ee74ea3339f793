import { films, inventoryOf, providersOf } from '../../functions/catalogue/films.ts';
import type { JsonObject } from '../../functions/json.ts';
import { inventoryItem } from './contract.ts';

const versioned: JsonObject[] = films().map((film, position) => ({ ...inventoryOf(film, position), version: 1 }));
const refused = versioned.flatMap((item) => {
  const { error } = inventoryItem.safeParse(item);
  return error ? [{ item, fields: error.issues.map(({ path }) => path.join('.')) }] : [];
});

test('of the 3,201 films 242 are refused: 232 that nobody distributes, 10 without a title of text', () => {
  expect(versioned).toHaveLength(3201);
  const of = (field: string) => refused.filter(({ fields }) => fields.includes(field));
  expect([of('providerId').length, of('title').length, refused.length]).toEqual([232, 10, 242]);
  expect(of('title').map(({ item }) => item.title)).toEqual(expect.arrayContaining([1776, 21, 300, undefined]));
});

test('nothing else about them is refused', () => {
  expect(new Set(refused.flatMap(({ fields }) => fields))).toEqual(new Set(['providerId', 'title']));
});

test('each film has a key of its own, though 24 titles come twice', () => {
  expect(new Set(versioned.map(({ sku }) => sku)).size).toBe(3201);
});

test('each distributor is one provider, and each film’s provider is one of them', () => {
  const ids = providersOf(films()).map(({ providerId }) => providerId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(versioned.every(({ providerId }) => providerId === undefined || ids.includes(String(providerId)))).toBe(true);
});

const good = { sku: 'a', version: 1, title: 'T', providerId: 'p' };

test.each([
  ['no version', { version: undefined }],
  ['a version of zero', { version: 0 }],
  ['an empty title', { title: '  ' }],
  ['a negative budget', { budget: -1 }],
  ['a score of eleven', { score: 11 }],
  ['an empty key', { sku: '' }],
])('an item with %s is refused', (_, fault) => {
  expect(inventoryItem.safeParse({ ...good, ...fault }).success).toBe(false);
});

test('what it does not know it lets through: producers may add', () => {
  expect(inventoryItem.parse({ ...good, colour: 'red' })).toMatchObject({ colour: 'red' });
});
