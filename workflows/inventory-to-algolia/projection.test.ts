import { films, inventoryOf } from '../../functions/catalogue/films.ts';
import { inventoryItem } from './contract.ts';
import { SEARCH_ATTRIBUTES, toSearchRecord } from './projection.ts';

const item = inventoryItem.parse({ ...inventoryOf(films()[0] ?? {}, 0), version: 3, updatedAt: 5, internal: 'x' });

test('a film becomes what a search shows', () => {
  expect(toSearchRecord(item)).toEqual({
    sku: 'film-0001',
    title: 'The Land Girls',
    providerId: 'gramercy',
    rating: 'R',
    releaseDate: 'Jun 12 1998',
    gross: 146083,
    score: 6.1,
    votes: 1071,
  });
});

test('only what the index holds is sent, and nothing that is missing', () => {
  for (const [position, film] of films().entries()) {
    const checked = inventoryItem.safeParse({ ...inventoryOf(film, position), version: 1 });
    if (!checked.success) continue;
    const record = toSearchRecord(checked.data);
    expect(SEARCH_ATTRIBUTES).toEqual(expect.arrayContaining(Object.keys(record)));
    expect(Object.values(record)).not.toContain(undefined);
  }
});
