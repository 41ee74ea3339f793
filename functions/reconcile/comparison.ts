import type { SourceEntry, SourceState } from '../operate/entries.ts';
import type { Held } from '../targets/target.ts';
import { type Fault, faultOf } from './fault.ts';
import { Partitions } from './partitions.ts';

/** A key that differs, as far as both sides, read at different moments, can tell. */
export interface Suspect {
  readonly key: string;
  readonly fault: Fault;
  /** What the source held when it was read; 0 if it did not know the key. */
  readonly sourceVersion: number;
  readonly targetVersion: number;
}

export interface ComparisonOptions {
  /** Where the partitions are kept meanwhile. */
  readonly folder?: string;
  /** Memory holds one partition of both sides: 64 of them make 16,000 keys of a million. */
  readonly partitions?: number;
}

const STATES: Readonly<Record<SourceState, string>> = { live: 'L', deleted: 'D', forgotten: 'F', refused: 'R' };
const STATE_OF: Readonly<Record<string, SourceState>> = { L: 'live', D: 'deleted', F: 'forgotten', R: 'refused' };

/** Compares two sides that are read page by page, each in an order of its own; nothing but one partition is held in memory. */
export class Comparison {
  readonly #source: Partitions;
  readonly #target: Partitions;
  sourceRows = 0;
  targetRows = 0;
  refused = 0;
  /** Milliseconds that were spent on comparing, reading apart. */
  tookMs = 0;

  constructor({ folder, partitions = 64 }: ComparisonOptions = {}) {
    this.#source = new Partitions(partitions, folder);
    this.#target = new Partitions(partitions, folder);
  }

  addSource(entries: readonly SourceEntry[]): void {
    this.#timed(() => {
      this.sourceRows += entries.length;
      for (const { key, version, state, digest = '' } of entries) {
        if (state === 'refused') this.refused += 1;
        this.#source.add(key, `${version}\t${STATES[state]}\t${digest}\t${escaped(key)}`);
      }
    });
  }

  addTarget(entries: readonly Held[]): void {
    this.#timed(() => {
      this.targetRows += entries.length;
      for (const { key, version, deleted, digest = '' } of entries)
        this.#target.add(key, `${version}\t${deleted ? 'D' : 'L'}\t${digest}\t${escaped(key)}`);
    });
  }

  /** Every key that differs, a partition at a time; in no order. */
  *suspects(): Generator<Suspect> {
    for (let n = 0; n < this.#source.count; n++) yield* this.#timed(() => this.#compare(n));
  }

  close(): void {
    this.#source.remove();
    this.#target.remove();
  }

  #compare(n: number): Suspect[] {
    const held = new Map<string, string>();
    for (const line of this.#target.read(n)) held.set(keyOf(line), line);
    const found: Suspect[] = [];
    for (const line of this.#source.read(n)) {
      const key = keyOf(line);
      const other = held.get(key);
      held.delete(key);
      // Most rows are equal on both sides, to the letter.
      if (other === line) continue;
      check(found, key, sourceOf(line), other === undefined ? undefined : targetOf(other));
    }
    for (const [key, line] of held) check(found, key, undefined, targetOf(line));
    return found;
  }

  #timed<T>(work: () => T): T {
    const begin = performance.now();
    const result = work();
    this.tookMs += performance.now() - begin;
    return result;
  }
}

function check(found: Suspect[], key: string, source: SourceEntry | undefined, target: Held | undefined): void {
  const fault = faultOf(source, target);
  if (!fault) return;
  const [sourceVersion, targetVersion] = [source?.version ?? 0, target?.version ?? 0];
  found.push({ key: unescaped(key), fault, sourceVersion, targetVersion });
}

/** `version`, state, digest, key */
function sourceOf(line: string): SourceEntry {
  const [version, state = '', digest, key = ''] = line.split('\t');
  return { key, version: Number(version), state: STATE_OF[state] ?? 'refused', ...(digest && { digest }) };
}

function targetOf(line: string): Held {
  const [version, state, digest, key = ''] = line.split('\t');
  return { key, version: Number(version), deleted: state === 'D', ...(digest && { digest }) };
}

function keyOf(line: string): string {
  return line.slice(line.lastIndexOf('\t') + 1);
}

/** A key may hold what separates here. */
function escaped(key: string): string {
  return /[\t\n%]/.test(key) ? key.replace(/[\t\n%]/g, (c) => encodeURIComponent(c)) : key;
}

function unescaped(key: string): string {
  return key.includes('%') ? decodeURIComponent(key) : key;
}
