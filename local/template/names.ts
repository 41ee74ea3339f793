import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * `<Stack>-<LogicalId>-<suffix>` within a service's limit. The suffix is random on AWS; here it is a digest of what the name
 * stands for, so that the same template gives the same names. `generation` counts replacements: old and new coexist a while.
 */
export function physicalName(
  stackName: string,
  logicalId: string,
  generation: number,
  limit: number,
  ending = '',
): string {
  const suffix = `-${digest(`${stackName}/${logicalId}/${generation}`)}${ending}`;
  return `${stackName}-${logicalId}`.slice(0, limit - suffix.length) + suffix;
}

function digest(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 12);
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
