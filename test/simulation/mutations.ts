import { Checkpoint } from '../../local/pipes/sources/checkpoint.ts';
import type { Mutation } from './life.ts';

/** The guards that make the promise true, each with a way to take it away: the simulation must notice. */
export const MUTATIONS = {
  /** The target takes a change whatever version it holds. */
  'version-check': {
    handler: without(/_version: \{ _operation: "IncrementSet", value: write\.version \},/, '_version: write.version,'),
  },
  /** A deletion really deletes, and so forgets the version. */
  tombstone: {
    handler: without(
      /return \{ action: "partialUpdateObject", body: (\{ \.\.\.this\.#absent,[^}]*\}) \};/,
      'return deleted ? { action: "deleteObject", body: { objectID: write.key } } : { action: "partialUpdateObject", body: $1 };',
    ),
  },
  /** Of a batch's changes of one item the first one stays, and not the newest. */
  'collapse-order': { handler: without(/if \(!held \|\| change\.version > held\.version\)/, 'if (!held)') },
  /** What can never be applied is dropped in silence. */
  park: { handler: without(/if \(outcome\.kind !== "parked"\) return \[\];/, 'return [];') },
  /** A pipe saves its position when it has read a record, and not when the target has acknowledged it. */
  'position-after-ack': { engines: saveTooEarly },
  /** A view takes a row whatever version it holds. */
  'view-version-check': {
    handler: without(/(attribute_not_exists\(#version\) OR #version) < :version/, '$1 <> :version'),
  },
  /** A callback takes what the source shows, though it was told of a newer version. */
  'version-wait': {
    handler: without(/if \(answer\.version < version\d*\) throw behind\(/, 'if (false) throw behind('),
  },
  /** Each notification is a callback of its own, though others of its batch tell of the same key. */
  coalescing: { handler: without(/notifications: collapse\d*\(all\)/, 'notifications: all') },
  /** A message is sent anew at each attempt. */
  'idempotency-key': {
    handler: without(/(["']Idempotency-Key["']): idempotencyKey/, '$1: String(Math.random())'),
  },
} satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;

/** Changes the text wherever the guard is; a bundle without this guard stays what it is. */
function without(guard: RegExp, by: string): (source: string) => string {
  return (source) => source.replace(new RegExp(guard, 'g'), by);
}

const { read } = Checkpoint.prototype;

function saveTooEarly(): void {
  Checkpoint.prototype.read = function (this: Checkpoint, sequence: string) {
    read.call(this, sequence);
    this.done(sequence);
  };
}
