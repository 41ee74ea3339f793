/** The data folder cannot be used; the message says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Somebody of a simulated process that was killed still wants to read or write. */
export class StoreAbandoned extends Error {
  override readonly name = 'StoreAbandoned';
}

/** Results of SQLite. @see https://www.sqlite.org/rescode.html */
const [SQLITE_BUSY, SQLITE_READONLY, SQLITE_FULL] = [5, 8, 13];

/** The result of SQLite in an error. Those of node:sqlite come from another realm under a test runner: no instanceof. */
function resultOf(cause: unknown): number {
  return typeof cause === 'object' && cause !== null && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0;
}

/** Why a commit failed, and the way out. */
export function commitFault(cause: unknown): string {
  if (resultOf(cause) === SQLITE_FULL) return 'the disk is full: make room, and start again';
  return 'the data file takes no more writes: see to its disk, and start again';
}

/** What keeps this process from owning the file, and the way out. */
export function lockFault(cause: unknown): string {
  const code = resultOf(cause);
  if (code === SQLITE_BUSY) return 'is in use by another process: end it';
  if (code === SQLITE_READONLY) return 'cannot be written to: allow it';
  return 'is not a data file of Penstock, or it is damaged: put a sound one in its place';
}
