import { isPersonal, MASK, masked, maskedText } from './mask.ts';

const FIELDS = ['email', 'given_name'];

test.each(['email', 'Email', 'E_MAIL', 'givenName', 'given-name'])('%s is personal, however it is written', (name) => {
  expect(isPersonal(name, FIELDS)).toBe(true);
});

test('values are masked at any depth, within text that is JSON too, and nothing else is', () => {
  const event = { sku: 'a', user: [{ email: 'x@y.org', age: 1 }], body: '{"given_name":"Ann","id":7}' };
  expect(masked(event, FIELDS)).toEqual({
    sku: 'a',
    user: [{ email: MASK, age: 1 }],
    body: `{"given_name":"${MASK}","id":7}`,
  });
});

test('an address is masked where an error quotes it', () => {
  expect(maskedText('ann.b+c@example.com looks fake', FIELDS)).toBe(`${MASK} looks fake`);
});

test('a star masks all; no fields mask nothing', () => {
  expect(masked({ a: 1 }, ['*'])).toBe(MASK);
  expect(masked({ email: 'x@y.org' }, [])).toEqual({ email: 'x@y.org' });
});
