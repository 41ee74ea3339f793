import type { Scalar } from './event-view.ts';
import { type IpRange, inRange, parseIp } from './ip.ts';
import { isComparable } from './numbers.ts';

/** Says whether one value of an event is among those that a field's pattern allows. */
export type Test = (value: Scalar) => boolean;

/** What a field's pattern asks for: any of its alternatives. */
export interface FieldPattern {
  readonly tests: readonly Test[];
  /** Strings that match exactly; they are looked up, not tried one by one. */
  readonly strings: ReadonlySet<string>;
  /** True if the field may be absent. */
  readonly absent: boolean;
}

export function matchesValue(field: FieldPattern, value: Scalar): boolean {
  if (typeof value === 'string' && field.strings.has(value)) return true;
  for (const test of field.tests) if (test(value)) return true;
  return false;
}

const onText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

const fold = (text: string): string => text.toLowerCase();

export const present: Test = () => true;
export const exactly =
  (wanted: Scalar): Test =>
  (value) =>
    value === wanted;
export const prefix = (wanted: string): Test => onText((text) => text.startsWith(wanted));
export const suffix = (wanted: string): Test => onText((text) => text.endsWith(wanted));

export function equalsIgnoreCase(wanted: string): Test {
  const folded = fold(wanted);
  return onText((text) => fold(text) === folded);
}

export function prefixIgnoreCase(wanted: string): Test {
  const folded = fold(wanted);
  return onText((text) => fold(text.slice(0, wanted.length)) === folded);
}

export function suffixIgnoreCase(wanted: string): Test {
  const folded = fold(wanted);
  return onText((text) => text.length >= wanted.length && fold(text.slice(text.length - wanted.length)) === folded);
}

export const textual = (test: (text: string) => boolean): Test => onText(test);

export const inCidr = (range: IpRange): Test =>
  onText((text) => {
    const ip = parseIp(text);
    return ip !== undefined && inRange(range, ip);
  });

export interface NumericRange {
  readonly lowest: number;
  readonly openLowest: boolean;
  readonly highest: number;
  readonly openHighest: boolean;
}

export const inNumericRange =
  ({ lowest, openLowest, highest, openHighest }: NumericRange): Test =>
  (value) =>
    typeof value === 'number' &&
    isComparable(value) &&
    (openLowest ? value > lowest : value >= lowest) &&
    (openHighest ? value < highest : value <= highest);

/** Any value but those that one of the tests matches; a value of another type always passes. */
export const noneOf =
  (tests: readonly Test[]): Test =>
  (value) => {
    for (const test of tests) if (test(value)) return false;
    return true;
  };

export const notIn =
  (values: ReadonlySet<Scalar>): Test =>
  (value) =>
    !values.has(value);
