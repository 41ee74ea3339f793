import { AwsError } from '../../errors.ts';
import { Aborted, dataLimit, located, StateFailure } from '../failure.ts';
import { exceedsBytes, type JsonObject } from '../json.ts';
import { PathSyntaxError } from '../jsonpath/parse.ts';
import { LIMITS } from '../limits.ts';
import { catcherFor, retrierFor, retryDelayMs } from '../retry.ts';
import { assignByPath, placeResult, shapeByJsonata } from './data.ts';
import { errorOf } from './history.ts';
import type { Outcome, Visit } from './visit.ts';

/** Any error as a failure of the state; a fault of this runtime becomes `States.Runtime`, with its cause kept. */
export function asFailure(error: unknown): StateFailure {
  if (error instanceof StateFailure) return error;
  if (error instanceof AwsError)
    return new StateFailure('States.Runtime', error.message, { interpreter: true, cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof PathSyntaxError)
    return new StateFailure('States.Runtime', detail, { interpreter: true, cause: error });
  return new StateFailure('States.Runtime', `Internal Error (${detail})`, { cause: error });
}

/**
 * Handles a failure in a state: waits for a retry (then nothing is returned, and the state runs again), or gives the way to the catcher's state.
 * Throws the failure if neither takes it.
 */
export async function recover(visit: Visit, raw: StateFailure): Promise<Outcome | undefined> {
  const failure = located(raw, visit.name, visit.enteredId);
  if (failure.error === 'States.QueryEvaluationError' && raw.interpreter) reportEvaluation(visit, failure);
  if (scheduleRetry(visit, failure)) return undefined;
  reportGroup(visit, failure);
  try {
    return await caught(visit, failure);
  } catch (error) {
    if (error instanceof Aborted || error === failure) throw error;
    throw located(asFailure(error), visit.name, visit.enteredId);
  }
}

/** AWS chains this event to the one before the state was entered, unless more has happened since. */
function reportEvaluation(visit: Visit, failure: StateFailure): void {
  if (visit.branch.previous === visit.enteredId) visit.branch.previous = visit.beforeId;
  visit.event('EvaluationFailed', {
    ...errorOf(failure.error, failure.detail),
    ...(failure.location === undefined ? {} : { location: failure.location }),
    state: visit.name,
  });
}

function reportGroup(visit: Visit, { error }: StateFailure): void {
  const { Type: type } = visit.state;
  if (type !== 'Map' && type !== 'Parallel') return;
  if (error === 'States.Runtime' && visit.phase.started === undefined) return;
  visit.event(`${type}StateFailed`);
}

function scheduleRetry(visit: Visit, failure: StateFailure): boolean {
  const retriers = visit.state.Retry ?? [];
  const index = retrierFor(retriers, failure.error, visit.retries);
  const retrier = retriers[index];
  if (!retrier) return false;
  const attempt = visit.retries[index] ?? 0;
  visit.retries = retriers.map((_, at) => (visit.retries[at] ?? 0) + (at === index ? 1 : 0));
  visit.retryCount += 1;
  visit.retryAt = visit.clock.now() + retryDelayMs(retrier, attempt, visit.clock);
  visit.phase = {};
  visit.token = undefined;
  visit.branch.execution.forgetUnder(visit.branch, visit.name);
  visit.save();
  return true;
}

/** The way to the state of the first catcher that takes the failure; throws the failure if none does. */
export async function caught(visit: Visit, failure: StateFailure): Promise<Outcome> {
  const catchers = visit.state.Catch ?? [];
  const index = catcherFor(catchers, failure.error);
  const catcher = catchers[index];
  if (!catcher) throw failure;
  visit.branch.execution.forgetUnder(visit.branch, visit.name);
  const errorOutput: JsonObject = { Error: failure.error ?? '', Cause: failure.detail ?? '' };
  const outcome = visit.jsonata
    ? await shapeByJsonata(visit, { errorOutput }, errorOutput, catcher, `Catch[${index}]/`)
    : byPath(visit, errorOutput, catcher.ResultPath, catcher.Assign);
  if (exceedsBytes(JSON.stringify(outcome.output), LIMITS.payloadBytes)) throw dataLimit(visit.name);
  return { ...outcome, next: catcher.Next };
}

function byPath(
  visit: Visit,
  errorOutput: JsonObject,
  path: string | null | undefined,
  assign: JsonObject | undefined,
): Outcome {
  const assigned = assignByPath(visit, assign, errorOutput);
  const output = placeResult(visit, path, errorOutput);
  return assigned === undefined ? { output } : { output, assigned };
}
