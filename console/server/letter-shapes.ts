import type { LetterKind } from '../../ops/workflows.ts';

export interface Letter {
  readonly id: string;
  readonly workflow: string;
  readonly kind: LetterKind;
  readonly key: string | null;
  readonly version: number | null;
  readonly reason: string;
  readonly error: string;
  readonly executionArn: string | null;
  /** When it was parked, or else sent. */
  readonly at: number;
  readonly receives: number;
}

export interface LetterDetail extends Letter {
  /** The message's body, parsed where it is JSON. */
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string>>;
  /** What a redrive would give to the machine; null of a pointer. */
  readonly event: unknown;
  readonly pointer: unknown;
  /** Of the preview that was made last. */
  readonly foreseen: Foreseen;
}

export interface LetterList {
  /** The newest first. */
  readonly letters: readonly Letter[];
  /** Messages that somebody else is at work on. */
  readonly hidden: number;
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** `parked`: it would fail again; `retry`: an outage at this moment; `unknown`: this target cannot be looked into. */
export type Verdict = 'applied' | 'superseded' | 'parked' | 'retry' | 'unknown';

/** What a redrive would make of one dead letter. */
export interface Preview {
  readonly id: string;
  readonly verdict: Verdict;
  /** Why it would be superseded, or still fail. */
  readonly why: string | null;
  /** How many events it stands for: a pipe's pointer has several. */
  readonly events: number;
}

/** A line of the answer to a preview: how far it is, and what has become known since the line before. */
export interface PreviewPart {
  readonly done: number;
  readonly total: number;
  readonly previews: readonly Preview[];
}

/** What the target holds now, and would hold after a redrive, as the preview saw it; absent where there is nothing, or was no preview. */
export interface Foreseen {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A line of the answer to a redrive or a discard. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** How many ended how so far: `applied`, `superseded`, `parked`, `discarded` … */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly finished: boolean;
  /** Messages that have left their queues. */
  readonly removed?: number;
  /** How many ended as the preview foresaw; absent where there was none. */
  readonly asForeseen?: number;
  readonly problems?: readonly string[];
}
