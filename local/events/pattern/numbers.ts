/**
 * EventBridge compares numbers between -5e9 and +5e9; what lies outside is compared as text alone.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const LARGEST = 5e9;

export const isComparable = (value: number): boolean => value >= -LARGEST && value <= LARGEST;

/** The value of a number in a pattern, or undefined if it cannot be compared as a number. */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text);
  const vanished = value === 0 && /[1-9]/.test(text.split(/[eE]/)[0] ?? '');
  return isComparable(value) && !vanished ? value : undefined;
}

export const RANGE_MESSAGE = `Value must be between ${-LARGEST} and ${LARGEST}, inclusive`;
