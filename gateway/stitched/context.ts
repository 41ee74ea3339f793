import type { Rows } from '../runtime/join.ts';
import type { RequestState } from '../runtime/state.ts';

/** What one stitched execution carries along: the request, and the rows that it has fetched. */
export interface StitchContext {
  readonly state: RequestState;
  readonly rows: Map<string, Rows>;
}

export const stitchContext = (state: RequestState): StitchContext => ({ state, rows: new Map() });
