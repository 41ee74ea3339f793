import * as z from 'zod';
import { auth0UserEvent } from '../workflows/auth0-user-to-mailchimp/contract.ts';
import { inventoryItem } from '../workflows/inventory-to-algolia/contract.ts';
import { hasPersonalData, personalFields } from './personal.ts';

const email = z.email().meta({ pii: true });

test.each([
  ['a field', z.object({ email })],
  ['an optional field', z.object({ email: email.optional() })],
  ['a field deep within', z.object({ user: z.array(z.object({ email })) })],
  ['one form of several', z.union([z.object({ a: z.string() }), z.object({ email })])],
  ['what is read before a transformation', z.object({ email }).transform(() => 1)],
  ['a map’s values', z.record(z.string(), email)],
  [
    'what is defined only when needed',
    z.object({
      get self() {
        return z.object({ email });
      },
    }),
  ],
])('personal data is found in %s', (_, contract) => {
  expect(hasPersonalData(contract)).toBe(true);
});

test('and not where there is none', () => {
  expect(hasPersonalData(z.object({ id: z.string().meta({ title: 'an id' }) }))).toBe(false);
});

test('the sign-ups have some, the inventory has none', () => {
  expect([hasPersonalData(auth0UserEvent), hasPersonalData(inventoryItem)]).toEqual([true, false]);
});

test('marked fields are known by their names, however they are wrapped', () => {
  const one = z.object({ user: z.object({ email, phone: z.string().meta({ pii: true }) }), id: z.string() });
  expect(personalFields(one)).toEqual(['email', 'phone']);
  expect(personalFields(z.object({ email, other: email.optional() }))).toEqual(['email', 'other']);
  expect(personalFields(auth0UserEvent)).toEqual(['email', 'family_name', 'given_name']);
});
