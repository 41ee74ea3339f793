import fc from 'fast-check';
import { addNumbers, canonicalNumber, compareNumbers, encodeNumber } from './decimal.ts';

/** Numerals of up to 38 digits over DynamoDB's whole range. */
const numeral = fc
  .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 38n - 1n), fc.integer({ min: -120, max: 80 }))
  .map(([minus, digits, exponent]) => canonicalNumber(`${minus ? '-' : ''}${digits}e${exponent}`));

/** The number as a whole one, 10^200 times as large. */
const scaled = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(200, '0'));
  return text.startsWith('-') ? -value : value;
};

const sign = (value: number | bigint) => (value > 0 ? 1 : value < 0 ? -1 : 0);

test.each([
  ['007', '7'],
  ['-0', '0'],
  ['+1.50', '1.5'],
  ['.5', '0.5'],
  ['1.', '1'],
  ['1e3', '1000'],
  ['-1.25E-2', '-0.0125'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['100000000000000000000000000000000000000000', '100000000000000000000000000000000000000000'],
])('writes %s as %s', (given, expected) => {
  expect(canonicalNumber(given)).toBe(expected);
});

test.each([
  ['', 'The parameter cannot be converted to a numeric value'],
  ['1a', 'The parameter cannot be converted to a numeric value: 1a'],
  ['123456789012345678901234567890123456789', 'Attempting to store more than 38 significant digits in a Number'],
  ['1e126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  ['-1e-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
])('refuses %s', (given, message) => {
  expect(() => canonicalNumber(given)).toThrow(message);
});

test('compares as the numbers do, and the bytes sort likewise', () => {
  fc.assert(
    fc.property(numeral, numeral, (left, right) => {
      const expected = sign(scaled(left) - scaled(right));
      expect(sign(compareNumbers(left, right))).toBe(expected);
      expect(Buffer.compare(encodeNumber(left), encodeNumber(right))).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('adds and subtracts exactly, or refuses what 38 digits cannot hold', () => {
  fc.assert(
    fc.property(numeral, numeral, fc.constantFrom(1 as const, -1 as const), (left, right, direction) => {
      const sum = (() => {
        try {
          return addNumbers(left, right, direction);
        } catch {
          return undefined;
        }
      })();
      const exact = scaled(left) + BigInt(direction) * scaled(right);
      const digits = String(exact).replace('-', '').replace(/0+$/, '').length;
      if (sum === undefined) expect(digits).toBeGreaterThan(38);
      else expect(scaled(sum)).toBe(exact);
    }),
    { numRuns: 300 },
  );
});
