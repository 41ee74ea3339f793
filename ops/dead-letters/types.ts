import type { LetterKind } from '../workflows.ts';

/** A pipe's pointer to records of a table's stream: where they are, and none of their data. */
export interface Pointer {
  readonly streamArn: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly batchSize: number;
  /** Milliseconds since the epoch. */
  readonly firstArrival: number;
  readonly lastArrival: number;
}

/**
 * A dead letter, whichever queue it lies in. `event` is the one entry of a batch that the workflow's machine takes: a change, or a
 * queue's message; of a pointer it is only known after the stream has been read.
 */
export interface DeadLetter {
  /** The queue's message id. */
  readonly id: string;
  readonly workflow: string;
  readonly kind: LetterKind;
  readonly key?: string;
  readonly version?: number;
  /** What letters are grouped by: `ContractViolation`, a rule's `ERROR_CODE`, a pipe's condition; `NotOurs` of a foreign message. */
  readonly reason: string;
  readonly error: string;
  readonly executionArn?: string;
  /** Milliseconds since the epoch: when it was parked, or else sent. */
  readonly at: number;
  /** How often it was received from this queue, by anybody, now included. */
  readonly receives: number;
  readonly event?: unknown;
  readonly pointer?: Pointer;
  /** The message's own attributes; a rule puts its ARN and error there. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which letters; all that are given must hold. */
export interface LetterFilter {
  readonly ids?: readonly string[];
  readonly kinds?: readonly LetterKind[];
  readonly key?: string;
  /** A part of the reason or of the error's text. */
  readonly error?: string;
  /** Milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
}

/** Whether a letter is one of those that a filter is about. */
export function matcher({ ids, kinds, key, error, from = 0, to = Number.POSITIVE_INFINITY }: LetterFilter) {
  const wanted = ids && new Set(ids);
  const text = error?.toLowerCase();
  return (letter: DeadLetter): boolean => {
    if (wanted && !wanted.has(letter.id)) return false;
    if (kinds && !kinds.includes(letter.kind)) return false;
    if (key !== undefined && letter.key !== key) return false;
    if (letter.at < from || letter.at > to) return false;
    return text === undefined || `${letter.reason} ${letter.error}`.toLowerCase().includes(text);
  };
}

/** Letters that share a reason, the most frequent first. */
export interface LetterGroup {
  readonly workflow: string;
  readonly kind: LetterKind;
  readonly reason: string;
  readonly count: number;
  readonly keys: number;
  /** Milliseconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
  /** One error's text, as an example. */
  readonly example: string;
}

/** Groups by workflow, kind and reason; or by key as well. */
export function groupLetters(letters: readonly DeadLetter[], by: 'reason' | 'key' = 'reason'): LetterGroup[] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const name = JSON.stringify([letter.workflow, letter.kind, by === 'key' ? (letter.key ?? '') : letter.reason]);
    const group = groups.get(name);
    if (group) group.push(letter);
    else groups.set(name, [letter]);
  }
  return [...groups.values()].map(group).sort((a, b) => b.count - a.count);
}

function group(letters: DeadLetter[]): LetterGroup {
  const [first] = letters as [DeadLetter];
  const times = letters.map(({ at }) => at).sort((a, b) => a - b);
  return {
    workflow: first.workflow,
    kind: first.kind,
    reason: [...new Set(letters.map(({ reason }) => reason))].join(', '),
    count: letters.length,
    keys: new Set(letters.map(({ key, id }) => key ?? id)).size,
    oldest: times[0] ?? 0,
    newest: times.at(-1) ?? 0,
    example: first.error,
  };
}
