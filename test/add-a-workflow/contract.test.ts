import { provider } from './contract.ts';

test('a provider needs a name; what else is known of it is let through', () => {
  const known = { providerId: 'p1', version: 1, name: 'Gramercy', city: 'Paris' };
  expect(provider.parse(known)).toEqual(known);
  expect(provider.safeParse({ ...known, name: undefined }).success).toBe(false);
});
