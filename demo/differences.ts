/** Every difference between what the sources say and what the targets hold, by key. */
export interface Differences {
  /** The source has it, the target does not, and it was not parked. */
  readonly lost: string[];
  /** The target has an older or another state of it. */
  readonly stale: string[];
  /** The target shows what the source has deleted, or never had. */
  readonly resurrected: string[];
}
