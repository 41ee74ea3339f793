import { AwsError } from '../../errors.ts';

/** A pattern that EventBridge does not accept; the reason is in the engine's own words. */
export const invalidPattern = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

/** The reason with the place in the text, as EventBridge's JSON parser tells it (line and column count from 1). */
export function invalidAt(reason: string, text: string, position: number): AwsError {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  return invalidPattern(`${reason}\n at [Source: (String)"${text}"; line: ${line}, column: ${column}]`);
}
