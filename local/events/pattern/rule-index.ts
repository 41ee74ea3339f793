import type { Branch } from './compile.ts';
import type { EventView, FieldPath } from './event-view.ts';
import { matchesBranch } from './match.ts';

interface Entry<R> {
  readonly rule: R;
  readonly branch: Branch;
}

/** A field on which some rules demand one of a few exact texts, and the rules by that text. */
interface Anchor<R> {
  readonly path: FieldPath;
  readonly byValue: Map<string, Entry<R>[]>;
}

/**
 * The patterns of many rules. Each branch is filed under one field that it demands exactly (the one that the fewest others demand
 * with the same value), so an event is only tried against the branches that share such a value with it.
 */
export class RuleIndex<R> {
  readonly #entries: Entry<R>[] = [];
  #anchors: Anchor<R>[] | undefined;
  #others: Entry<R>[] = [];

  add(rule: R, branches: readonly Branch[]): void {
    for (const branch of branches) this.#entries.push({ rule, branch });
    this.#anchors = undefined;
  }

  /** Each matching rule once. */
  matching(event: EventView): R[] {
    const found = new Set<R>();
    for (const { rule, branch } of this.#candidates(event)) {
      if (!found.has(rule) && matchesBranch(branch, event)) found.add(rule);
    }
    return [...found];
  }

  *#candidates(event: EventView): Generator<Entry<R>> {
    this.#anchors ??= this.#build();
    yield* this.#others;
    for (const { path, byValue } of this.#anchors) {
      for (const { value } of event.values(path)) {
        const entries = typeof value === 'string' ? byValue.get(value) : undefined;
        if (entries) yield* entries;
      }
    }
  }

  #build(): Anchor<R>[] {
    const demand = this.#demand();
    const anchors = new Map<string, Anchor<R>>();
    this.#others = [];
    for (const entry of this.#entries) {
      const field = rarestField(entry.branch, demand);
      if (!field) {
        this.#others.push(entry);
        continue;
      }
      const anchor = anchors.get(field.path.name) ?? { path: field.path, byValue: new Map<string, Entry<R>[]>() };
      anchors.set(field.path.name, anchor);
      for (const text of field.pattern.strings) {
        const entries = anchor.byValue.get(text);
        if (entries) entries.push(entry);
        else anchor.byValue.set(text, [entry]);
      }
    }
    return [...anchors.values()];
  }

  /** How many branches demand each value of each field. */
  #demand(): Map<string, number> {
    const demand = new Map<string, number>();
    for (const { branch } of this.#entries) {
      for (const { path, pattern } of branch.fields.filter(isExact)) {
        for (const text of pattern.strings) demand.set(key(path, text), (demand.get(key(path, text)) ?? 0) + 1);
      }
    }
    return demand;
  }
}

type Field = Branch['fields'][number];

const key = (path: FieldPath, text: string): string => `${path.name}\0${text}`;

/** Only exact texts are allowed, and the field may not be absent. */
const isExact = ({ pattern }: Field): boolean =>
  pattern.strings.size > 0 && pattern.tests.length === 0 && !pattern.absent;

function rarestField(branch: Branch, demand: ReadonlyMap<string, number>): Field | undefined {
  let rarest: Field | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const field of branch.fields.filter(isExact)) {
    let count = 0;
    for (const text of field.pattern.strings) count += demand.get(key(field.path, text)) ?? 0;
    if (count < least) [rarest, least] = [field, count];
  }
  return rarest;
}
