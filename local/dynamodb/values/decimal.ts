import { validation } from '../../errors.ts';

/**
 * A decimal number: `sign × 0.digits × 10^exponent`, where `digits` has neither leading nor trailing zeros. Zero has
 * sign 0 and no digits. DynamoDB keeps 38 digits exactly, which a JavaScript number cannot.
 */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

const ZERO: Decimal = { sign: 0, digits: '', exponent: 0 };
const NUMERAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
/** Integers of up to 38 digits: the common case, which is in its canonical form already. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,36}[1-9]?)$/;
const SAFE_INTEGER = /^-?\d{1,15}$/;

const MAX_DIGITS = 38;
const MAX_EXPONENT = 126;
const MIN_EXPONENT = -129;

/** Reads a numeral as Java's BigDecimal does; undefined if it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMERAL.exec(text);
  if (!match) return undefined;
  const whole = match[2] ?? '';
  const raw = whole + (match[3] ?? match[4] ?? '');
  const leading = /^0*/.exec(raw)?.[0].length ?? 0;
  const digits = raw.slice(leading).replace(/0+$/, '');
  if (!digits) return ZERO;
  return { sign: match[1] === '-' ? -1 : 1, digits, exponent: whole.length - leading + Number(match[5] ?? 0) };
}

/** Throws what DynamoDB answers to a number that it cannot hold. */
export function checkRange({ digits, exponent, sign }: Decimal): void {
  if (sign === 0) return;
  if (exponent > MAX_EXPONENT)
    throw validation('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (exponent < MIN_EXPONENT)
    throw validation('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  if (digits.length > MAX_DIGITS) throw validation('Attempting to store more than 38 significant digits in a Number');
}

/** The one way in which a number is kept and answered: no exponent, no needless zeros. */
export function canonicalNumber(text: string): string {
  if (PLAIN_INTEGER.test(text)) return text;
  if (!text) throw validation('The parameter cannot be converted to a numeric value');
  const decimal = parseDecimal(text);
  const power = Number(/e(.*)$/i.exec(text)?.[1] ?? 0);
  if (!decimal || Math.abs(power) >= 2 ** 63)
    throw validation(`The parameter cannot be converted to a numeric value: ${text}`);
  // the power of ten with which zero is written counts, although it says nothing
  checkRange(decimal.sign === 0 ? { sign: 1, digits: '', exponent: power + 1 } : decimal);
  return formatDecimal(decimal);
}

export function formatDecimal({ sign, digits, exponent }: Decimal): string {
  if (sign === 0) return '0';
  const minus = sign < 0 ? '-' : '';
  if (exponent <= 0) return `${minus}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return minus + digits + '0'.repeat(exponent - digits.length);
  return `${minus}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Of a number that has been checked already. */
export const decimalOf = (canonical: string): Decimal => parseDecimal(canonical) ?? ZERO;

const scaled = ({ sign, digits, exponent }: Decimal, lowest: number): bigint =>
  sign === 0 ? 0n : BigInt(sign) * BigInt(digits) * 10n ** BigInt(exponent - digits.length - lowest);

/** The sum of two canonical numbers; throws if DynamoDB could not hold it. */
export function addNumbers(left: string, right: string, sign: 1 | -1 = 1): string {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  const lowest = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const sum = scaled(a, lowest) + BigInt(sign) * scaled(b, lowest);
  const result = parseDecimal(`${sum}e${lowest}`) ?? ZERO;
  checkRange(result);
  return formatDecimal(result);
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (SAFE_INTEGER.test(left) && SAFE_INTEGER.test(right)) return Number(left) - Number(right);
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.exponent !== b.exponent) return a.sign * (a.exponent - b.exponent);
  return a.sign * (a.digits < b.digits ? -1 : 1);
}

/**
 * Bytes that sort as the numbers do, in the form that DynamoDB itself hashes: an exponent to the base 100, then pairs of
 * digits plus one; a negative number is the complement, with an end mark above all digits.
 */
export function encodeNumber(canonical: string): Buffer {
  const { sign, digits, exponent } = decimalOf(canonical);
  if (sign === 0) return Buffer.from([0x80]);
  const odd = exponent % 2 !== 0;
  const padded = (odd ? '0' : '') + digits;
  const pairs = Math.ceil(padded.length / 2);
  const marked = sign < 0 && pairs < 20;
  const bytes = Buffer.alloc(1 + pairs + (marked ? 1 : 0));
  const power = (exponent + (odd ? 1 : 0)) / 2 - 64;
  bytes[0] = (sign < 0 ? ~power : power) & 0xff;
  for (let index = 0; index < pairs; index++) {
    const pair = Number(padded.slice(2 * index, 2 * index + 2).padEnd(2, '0'));
    bytes[index + 1] = sign < 0 ? 101 - pair : pair + 1;
  }
  if (marked) bytes[pairs + 1] = 102;
  return bytes;
}
