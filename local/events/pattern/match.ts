import type { Branch } from './compile.ts';
import type { Candidate, EventView, Membership } from './event-view.ts';
import { type FieldPattern, matchesValue } from './matchers.ts';

/**
 * Array consistency: values that come out of one array must come out of the same element of it. So `{"a": {"x": [1], "y": [2]}}` does
 * not match `{"a": [{"x": 1, "y": 9}, {"x": 9, "y": 2}]}`.
 */
interface Choice {
  readonly pattern: FieldPattern;
  /** The values that match. */
  readonly matching: readonly Candidate[];
  /** All values of the field: `exists: false` looks at these. */
  readonly present: readonly Candidate[];
}

/** Which element is taken of each array that later fields may come out of too. */
type Taken = ReadonlyMap<readonly unknown[], number>;

export function matchesBranch(branch: Branch, event: EventView): boolean {
  const choices: Choice[] = [];
  let arrays = false;
  for (const { path, pattern } of branch.fields) {
    const present = event.values(path);
    const matching = present.filter(({ value }) => matchesValue(pattern, value));
    if (matching.length === 0 && !(pattern.absent && couldBeAbsent(present))) return false;
    arrays ||= present.some(({ membership }) => membership !== undefined);
    choices.push({ pattern, matching, present });
  }
  return !arrays || matchesConsistently(choices);
}

/** A field that stands outside all arrays is there for good; one inside an array may be missing in the element that is taken. */
const couldBeAbsent = (present: readonly Candidate[]): boolean =>
  present.every(({ membership }) => membership !== undefined);

function matchesConsistently(choices: readonly Choice[]): boolean {
  const later = arraysUsedAfter(choices);
  const identities = new Map<readonly unknown[], number>();
  const identify = (array: readonly unknown[]): number => {
    const known = identities.get(array) ?? identities.size;
    identities.set(array, known);
    return known;
  };
  const failed = new Set<string>();
  const step = (index: number, taken: Taken): boolean => {
    const choice = choices[index];
    if (!choice) return true;
    const key = `${index}|${[...taken].map(([array, element]) => `${identify(array)}:${element}`).sort()}`;
    if (failed.has(key)) return false;
    for (const next of continuations(choice, taken, later[index] as ReadonlySet<readonly unknown[]>)) {
      if (step(index + 1, next)) return true;
    }
    failed.add(key);
    return false;
  };
  return step(0, new Map());
}

/** For each field, the arrays that the fields after it stand in: only those need to be remembered. */
function arraysUsedAfter(choices: readonly Choice[]): ReadonlySet<readonly unknown[]>[] {
  const used: Set<readonly unknown[]>[] = [];
  const seen = new Set<readonly unknown[]>();
  for (let index = choices.length - 1; index >= 0; index -= 1) {
    used[index] = new Set(seen);
    for (const { membership } of choices[index]?.present ?? []) {
      for (let at = membership; at; at = at.outer) seen.add(at.array);
    }
  }
  return used;
}

function* continuations(choice: Choice, taken: Taken, later: ReadonlySet<readonly unknown[]>): Generator<Taken> {
  const tried = new Set<Membership | undefined>();
  if (choice.pattern.absent && !choice.present.some(({ membership }) => isConsistent(membership, taken))) {
    yield restricted(taken, undefined, later);
  }
  for (const { membership } of choice.matching) {
    if (tried.has(membership) || !isConsistent(membership, taken)) continue;
    tried.add(membership);
    yield restricted(taken, membership, later);
  }
}

function isConsistent(membership: Membership | undefined, taken: Taken): boolean {
  for (let at = membership; at; at = at.outer) {
    const element = taken.get(at.array);
    if (element !== undefined && element !== at.index) return false;
  }
  return true;
}

function restricted(taken: Taken, membership: Membership | undefined, later: ReadonlySet<readonly unknown[]>): Taken {
  const next = new Map<readonly unknown[], number>();
  for (const [array, element] of taken) if (later.has(array)) next.set(array, element);
  for (let at = membership; at; at = at.outer) if (later.has(at.array)) next.set(at.array, at.index);
  return next;
}
