import { runInNewContext } from 'node:vm';
import { AwsError } from '../errors.ts';

const PATH_RULE =
  'If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';

const refusal = (message: string): AwsError => new AwsError('ValidationException', `Parameter name: ${message}`);

/** @throws AwsError for a name that AWS keeps for itself, or that has other characters */
export function checkedName(name: string): string {
  const isPath = name.lastIndexOf('/') > 0;
  if (/^\/aws/i.test(name) && isPath)
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  if (/^\/?(aws|ssm)/i.test(name) && !isPath)
    throw refusal('can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (/^\/?ssm/i.test(name) || !/^[a-zA-Z0-9_.\-/]{1,1011}$/.test(name))
    throw refusal(`can't be prefixed with "ssm" (case-insensitive). ${PATH_RULE}`);
  return name;
}

const LONGEST_MATCH_MS = 200;

/** The pattern is the caller's own. */
export function checkPattern(pattern: string | undefined, value: string): void {
  if (!pattern || matches(compiled(pattern), value)) return;
  throw new AwsError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    const message = 'The request does not meet the regular expression requirement.';
    throw new AwsError('InvalidAllowedPatternException', message, { cause });
  }
}

/** What would take for ever is ended, and counts as no match. */
function matches(pattern: RegExp, value: string): boolean {
  try {
    return runInNewContext('pattern.test(value)', { pattern, value }, { timeout: LONGEST_MATCH_MS }) === true;
  } catch {
    return false;
  }
}
