import { type AwsError, shown, validation } from '../errors.ts';

/** What a field of a request must be; checked together, as AWS reports all that is wrong in one message. */
export interface Constraint {
  readonly required?: boolean;
  /** As AWS shows it; it is matched against the whole value. */
  readonly pattern?: string;
  readonly longest?: number;
  readonly shortest?: number;
  readonly choices?: readonly string[];
}

export const NAME = '[\\.\\-_A-Za-z0-9]+';
export const BUS_NAME = '[/\\.\\-_A-Za-z0-9]+';

/** @throws AwsError `ValidationException` that lists each violation in AWS's words */
export function checkConstraints(input: Record<string, unknown>, constraints: Record<string, Constraint>): void {
  const violations: string[] = [];
  for (const [field, constraint] of Object.entries(constraints))
    violations.push(...violated(field, input[field], constraint));
  if (violations.length > 0) throw constraintError(violations);
}

export function constraintError(violations: readonly string[]): AwsError {
  const count = violations.length;
  return validation(`${count} validation error${count > 1 ? 's' : ''} detected: ${violations.join('; ')}`);
}

function violated(field: string, value: unknown, constraint: Constraint): string[] {
  const path = `${field[0]?.toLowerCase()}${field.slice(1)}`;
  const failed = (shown: string, what: string) =>
    `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${what}`;
  if (value === undefined || value === null) return constraint.required ? [failed('null', 'not be null')] : [];
  const text = shown(value);
  const found: string[] = [];
  const { pattern, longest, shortest, choices } = constraint;
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(text)) {
    found.push(failed(`'${text}'`, `satisfy regular expression pattern: ${pattern}`));
  }
  if (longest !== undefined && text.length > longest) {
    found.push(failed(`'${text}'`, `have length less than or equal to ${longest}`));
  }
  if (shortest !== undefined && text.length < shortest) {
    found.push(failed(`'${text}'`, `have length greater than or equal to ${shortest}`));
  }
  if (choices && !choices.includes(text))
    found.push(failed(`'${text}'`, `satisfy enum value set: [${choices.join(', ')}]`));
  return found;
}
