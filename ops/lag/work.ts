/** What a workflow has still to do. Times are milliseconds (since the epoch, if they are moments). */
export interface Work {
  /** The oldest change or event that has not reached its end, as far as it can be known. */
  readonly oldest?: { readonly at: number; readonly ageMs: number; readonly where: 'queue' | 'execution' | 'stream' };
  /** Messages in the queue and executions that run. */
  readonly inFlight: number;
}
