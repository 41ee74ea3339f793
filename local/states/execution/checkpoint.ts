import type { Json, JsonObject } from '../json.ts';

/** What a state in flight has done so far; each state type keeps its own fields here. */
export type Phase = JsonObject;

/** Where a branch stands: enough to make its runner again. Texts are JSON. */
export interface Checkpoint {
  /** The state at hand, and its input. */
  state: string;
  input: Json;
  variables: JsonObject;
  /** The last event of this branch. */
  previous: number;
  /** The last event of the whole execution when this was written. */
  last: number;
  /** Set once the state has been entered: it is then entered again without a second event. */
  entered?: { id: number; at: number; previous: number };
  retries?: number[];
  retryCount?: number;
  retryAt?: number;
  phase?: Phase;
  /** The branch has ended well, with this output. */
  done?: { output: Json };
}
