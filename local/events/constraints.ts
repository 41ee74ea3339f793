import { type AwsError, shown, validation } from '../errors.ts';

/** What a member of a request must be, as AWS's API models state it; all that is wrong is reported in one message. */
export interface Constraint {
  readonly required?: boolean;
  /** As AWS shows it; it is matched against the whole value. */
  readonly pattern?: string;
  /** Of a text in characters, of a list or map in members. */
  readonly longest?: number;
  readonly shortest?: number;
  /** Of a number. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
}

export const NAME = '[\\.\\-_A-Za-z0-9]+';
export const BUS_NAME = '[/\\.\\-_A-Za-z0-9]+';

export function constraintError(violations: readonly string[]): AwsError {
  const count = violations.length;
  return validation(`${count} validation error${count > 1 ? 's' : ''} detected: ${violations.join('; ')}`);
}

type Rule = readonly [requirement: string, holds: (value: unknown) => boolean];

const compiled = new WeakMap<Constraint, readonly Rule[]>();

function rulesOf(constraint: Constraint): readonly Rule[] {
  const known = compiled.get(constraint);
  if (known) return known;
  const rules = [...rulesFor(constraint)];
  compiled.set(constraint, rules);
  return rules;
}

function* rulesFor({ pattern, longest, shortest, least, most, choices }: Constraint): Iterable<Rule> {
  if (pattern !== undefined) {
    const whole = new RegExp(`^(?:${pattern})$`);
    yield [`satisfy regular expression pattern: ${pattern}`, (value) => whole.test(shown(value))];
  }
  if (longest !== undefined)
    yield [`have length less than or equal to ${longest}`, (value) => lengthOf(value) <= longest];
  if (shortest !== undefined)
    yield [`have length greater than or equal to ${shortest}`, (value) => lengthOf(value) >= shortest];
  if (most !== undefined) yield [`have value less than or equal to ${most}`, (value) => Number(value) <= most];
  if (least !== undefined) yield [`have value greater than or equal to ${least}`, (value) => Number(value) >= least];
  if (choices) yield [`satisfy enum value set: [${choices.join(', ')}]`, (value) => choices.includes(shown(value))];
}

function lengthOf(value: unknown): number {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? value.length : Object.keys(value).length;
  return shown(value).length;
}

/** One sentence for each rule that the value breaks. `path` is as AWS writes it: `targets.1.member.id`. */
export function violations(path: () => string, value: unknown, constraint: Constraint): string[] {
  if (value === undefined || value === null)
    return constraint.required ? [sentence('null', path(), 'Member must not be null')] : [];
  return rulesOf(constraint)
    .filter(([, holds]) => !holds(value))
    .map(([requirement]) => sentence(`'${javaText(value)}'`, path(), `Member must ${requirement}`));
}

/** The members of a list, or the keys or values of a map, are reported together, with all that they must be. */
export function memberViolation(
  path: () => string,
  whole: unknown,
  members: readonly unknown[],
  constraint: Constraint,
  subject: 'Member' | 'Map keys' | 'Map value',
): string[] {
  const rules = rulesOf(constraint);
  if (members.every((member) => rules.every(([, holds]) => holds(member)))) return [];
  const all = rules.map(([requirement]) => `Member must ${requirement}`).join(', ');
  return [sentence(`'${javaText(whole)}'`, path(), `${subject} must satisfy constraint: [${all}]`)];
}

const sentence = (value: string, path: string, what: string): string =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${what}`;

/** Lists and maps as the services, written in Java, print them. */
function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return shown(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}=${javaText(item)}`)
    .join(', ')}}`;
}
