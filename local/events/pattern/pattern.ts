import { type Branch, compileBranches } from './compile.ts';
import { EventView } from './event-view.ts';
import { matchesBranch } from './match.ts';
import type { Dialect } from './source.ts';

/**
 * Compiles an event pattern to a predicate over parsed events.
 *
 * @param dialect `pipes` knows fewer operators: no wildcard, no cidr, and anything-but with plain values only.
 * @throws AwsError `InvalidEventPatternException`, in AWS's words
 */
export function compilePattern(patternText: string, options: { dialect?: Dialect } = {}): (event: unknown) => boolean {
  const branches = compileBranches(patternText, options.dialect);
  return (event) => matchesAny(branches, new EventView(event));
}

export const matchesAny = (branches: readonly Branch[], event: EventView): boolean => {
  for (const branch of branches) if (matchesBranch(branch, event)) return true;
  return false;
};
