import { AwsError } from '../errors.ts';

/** Where in an input; spelled out only when something is wrong there. */
export interface Path {
  readonly parent: Path | undefined;
  readonly step: string | number;
}

const stepsOf = (at: Path | undefined): (string | number)[] => (at ? [...stepsOf(at.parent), at.step] : []);

/** `targets.1.member.id`, as constraint violations name it: names begin small, and members of lists are counted from 1. */
export const javaPath = (at: Path | undefined): string =>
  stepsOf(at)
    .map((step) =>
      typeof step === 'number' ? `${step + 1}.member` : `${step.charAt(0).toLowerCase()}${step.slice(1)}`,
    )
    .join('.');

/** The parser's refusal of a value of a wrong type. */
export function wrongType(at: Path | undefined, expected: string): AwsError {
  const path = stepsOf(at)
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
  return new AwsError('SerializationException', `${path || 'The input'} can not be converted to ${expected}`);
}
