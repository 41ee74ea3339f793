import { requestProblems } from '../definition/requests.ts';
import { parseResource, type Resource } from '../definition/resource.ts';
import { argumentsOf, shapeResult } from '../execution/data.ts';
import { asFailure } from '../execution/recover.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { Aborted, dataLimit, RuntimeFailure, StateFailure } from '../failure.ts';
import { requireActivity, runActivity } from '../integrations/activity.ts';
import type { Call } from '../integrations/integration.ts';
import { invokeFunction } from '../integrations/lambda.ts';
import { runService } from '../integrations/service.ts';
import { exceedsBytes, isObject, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { Mock } from '../testing/mock.ts';
import { eventsOf, type TaskEvent, type TaskEvents, type Timing } from './task-events.ts';
import { credentialsOf, timingOf } from './task-options.ts';
import { TaskTimer, TimedOut } from './task-timer.ts';

/** Calls a Lambda function, a service, or an activity's worker, and gives what it answered. */
export async function task(visit: Visit): Promise<Outcome> {
  const resource = parseResource(visit.state.Resource ?? '');
  if (!resource) throw new RuntimeFailure(`The resource provided ${visit.state.Resource} is not recognized.`);
  prepareToken(visit, resource);
  const given = await argumentsOf(visit);
  if (visit.jsonata) visit.inspect('afterArguments', given);
  checkRequest(visit, resource, given);
  const timing = await timingOf(visit);
  const mock = visit.branch.execution.plan.test?.mock;
  if (mock) return shapeResult(visit, mocked(mock));
  if (resource.kind === 'activity') requireActivity(visit, resource.arn);
  const events = eventsOf(resource);
  await schedule(visit, events, given, timing);
  const result = await perform(visit, resource, events, given, timing);
  return shapeResult(visit, result);
}

/** A request that AWS does not even send: what a definition leaves to paths and expressions shows when the task starts. */
function checkRequest({ jsonata, state }: Visit, resource: Resource, given: Json): void {
  if (resource.kind !== 'service' || !isObject(given)) return;
  if ((jsonata ? state.Arguments : state.Parameters) === undefined) return;
  const problems = requestProblems(resource, (name) => Object.hasOwn(given, name), Object.keys(given));
  if (problems.length === 0) return;
  const what = `The ${jsonata ? 'Arguments' : 'Parameters'} '${JSON.stringify(given)}'`;
  throw new RuntimeFailure(`${what} could not be used to start the Task: [${problems.join(', ')}]`);
}

/** What TestState gives instead of a call. */
export function mocked({ result, errorOutput }: Mock): Json {
  if (errorOutput) throw new StateFailure(errorOutput.error, errorOutput.cause);
  return result ?? null;
}

/** Tasks that are finished from outside have a token, which survives a restart. */
function prepareToken(visit: Visit, resource: Resource): void {
  const waits = resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern !== '');
  if (!waits) return;
  const saved = visit.phase.token;
  visit.token = typeof saved === 'string' ? saved : visit.branch.execution.engine.tokens.make();
}

async function schedule(visit: Visit, events: TaskEvents, given: Json, timing: Timing): Promise<void> {
  if (visit.phase.scheduled === true) return;
  const { region } = visit.branch.execution.engine.cloud;
  emit(visit, events.scheduled(given, timing, region, await credentialsOf(visit)));
  const token: JsonObject = visit.token === undefined ? {} : { token: visit.token };
  visit.phase = { ...visit.phase, ...token, scheduled: true, at: visit.clock.now() };
  if (events.started) emit(visit, events.started);
  visit.save();
}

const emit = (visit: Visit, [type, details]: TaskEvent): number => visit.event(type, details);

async function perform(
  visit: Visit,
  resource: Resource,
  events: TaskEvents,
  given: Json,
  timing: Timing,
): Promise<Json> {
  const timer = new TaskTimer(visit, timing);
  try {
    const result = await timer.limit(request(visit, resource, events, given, timer));
    const text = JSON.stringify(result);
    if (exceedsBytes(text, LIMITS.payloadBytes)) throw dataLimit(visit.state.Resource ?? visit.name);
    emit(visit, events.succeeded(text));
    return result;
  } catch (error) {
    if (error instanceof Aborted) throw error;
    throw reported(visit, events, error);
  } finally {
    timer.stop();
    if (visit.token !== undefined) visit.branch.execution.engine.tokens.forget(visit.token);
  }
}

function reported(visit: Visit, events: TaskEvents, error: unknown): StateFailure {
  if (error instanceof TimedOut) {
    emit(visit, events.timedOut(error.error));
    return new StateFailure(error.error, undefined);
  }
  const failure = asFailure(error);
  if (!failure.interpreter) emit(visit, events.failed(failure.error, failure.detail));
  return failure;
}

function request(visit: Visit, resource: Resource, events: TaskEvents, given: Json, timer: TaskTimer): Promise<Json> {
  const { cancellation } = visit.branch;
  if (resource.kind === 'lambda') return cancellation.guard(invokeFunction(visit, resource.arn, given));
  if (resource.kind === 'activity') return runActivity(visit, resource.arn, given, timer);
  const call: Call = {
    visit,
    resource,
    given,
    timer,
    submitted: (output) => {
      emit(visit, events.submitted(JSON.stringify(output)));
    },
  };
  return runService(call);
}
