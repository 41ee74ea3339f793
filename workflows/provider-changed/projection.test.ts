import { profileIsLive } from './announcement.ts';
import { toProviderRow } from './projection.ts';

test('a row has what the profile has, and nothing of what the API adds', () => {
  const profile = { id: 'p', version: 2, name: 'One', city: 'Basel', website: null, rating: 5 };
  expect(toProviderRow(profile)).toEqual({ name: 'One', city: 'Basel' });
});

test('the announcement follows from id and version alone', () => {
  expect(profileIsLive('p', 2)).toEqual(profileIsLive('p', 2));
  expect(profileIsLive('p', 2).idempotencyKey).not.toBe(profileIsLive('p', 3).idempotencyKey);
});
