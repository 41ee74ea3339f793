import { Aborted, dataLimit } from '../failure.ts';
import { exceedsBytes } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { asFailure, recover } from './recover.ts';
import type { Outcome, Visit } from './visit.ts';

/** How a state ended, with the JSON of its output if that was made, for its size and its event. */
export interface Result extends Outcome {
  readonly text?: string;
}

/** Runs a state to its end, with all its retries. Throws the failure that no catcher took. */
export async function stay(visit: Visit): Promise<Result> {
  const { cancellation, execution } = visit.branch;
  for (;;) {
    try {
      if (visit.retryAt !== undefined) {
        await cancellation.sleepUntil(visit.clock, visit.retryAt);
        visit.retryAt = undefined;
      }
      return checked(visit, await execution.engine.handlers[visit.state.Type](visit));
    } catch (error) {
      if (error instanceof Aborted) throw error;
      const caught = await recover(visit, asFailure(error));
      if (caught) return caught;
    }
  }
}

function checked(visit: Visit, outcome: Outcome): Result {
  if (outcome.output === visit.input) return outcome;
  const text = JSON.stringify(outcome.output);
  if (exceedsBytes(text, LIMITS.payloadBytes)) throw dataLimit(visit.state.Resource ?? visit.name);
  return { ...outcome, text };
}
