import fc from 'fast-check';
import { MASK, masked } from './personal.ts';

test('a marked field is hidden wherever it stands, also within JSON that is text', () => {
  const message = {
    body: JSON.stringify({ detail: { user: { email: 'ada@example.com', given_name: 'Ada' }, id: 'u1' } }),
  };
  expect(masked([message], ['email', 'given_name'])).toEqual([
    { body: JSON.stringify({ detail: { user: { email: MASK, given_name: MASK }, id: 'u1' } }) },
  ]);
});

test('an address in plain text is hidden, the text around it stays', () => {
  expect(masked({ cause: 'no member ada.l@example.co.uk in list' }, ['email'])).toEqual({
    cause: `no member ${MASK} in list`,
  });
});

test('without personal fields nothing is changed; with a nameless one nothing is shown', () => {
  const value = { email: 'shop@example.com' };
  expect(masked(value, [])).toBe(value);
  expect(masked(value, ['*'])).toBe(MASK);
});

test('however deep, and however often packed into text, a marked value is gone', () => {
  const secret = 'Zaphod-Beeblebrox';
  const wrap = fc.array(fc.constantFrom('object', 'array', 'text'), { maxLength: 6 });
  fc.assert(
    fc.property(wrap, (layers) => {
      let value: unknown = { given_name: secret, other: 1 };
      for (const layer of layers)
        value = layer === 'object' ? { x: value } : layer === 'array' ? [value] : JSON.stringify(value);
      expect(JSON.stringify(masked(value, ['given_name']))).not.toContain(secret);
    }),
  );
});

test('JSON that was cut off is hidden whole: where a field ends cannot be known', () => {
  expect(masked({ input: '{"given_name":"Zaph' }, ['given_name'])).toEqual({ input: MASK });
});
