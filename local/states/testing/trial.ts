import { uuid } from '../../clock.ts';
import type { Machine, QueryLanguage, State } from '../definition/types.ts';
import type { Engine } from '../engine.ts';
import { Execution } from '../execution/execution.ts';
import type { Plan } from '../execution/plan.ts';
import { asFailure, caught } from '../execution/recover.ts';
import { type Outcome, Visit } from '../execution/visit.ts';
import { located, type StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { backoffSeconds, catcherFor, retrierFor } from '../retry.ts';
import type { Mock } from './mock.ts';

/** One state to try, with all that stands around it. */
export interface Trial {
  readonly name: string;
  readonly state: State;
  readonly language: QueryLanguage;
  readonly roleArn: string | undefined;
  readonly input: string;
  readonly variables: JsonObject;
  readonly context: JsonObject | undefined;
  readonly mock: Mock | undefined;
  readonly configuration: JsonObject;
  readonly revealed: boolean;
}

export interface Verdict {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly outcome?: Outcome;
  readonly failure?: StateFailure;
  readonly inspection: JsonObject;
}

/** Runs the state once, without history and without effects on anything but what its task calls. */
export async function runTrial(engine: Engine, trial: Trial): Promise<Verdict> {
  const visit = visitOf(engine, trial);
  try {
    const outcome = await engine.handlers[trial.state.Type](visit);
    return { status: 'SUCCEEDED', outcome, inspection: inspectionOf(visit, outcome) };
  } catch (error) {
    return judge(visit, located(asFailure(error), visit.name, visit.enteredId), trial.configuration);
  }
}

async function judge(visit: Visit, failure: StateFailure, configuration: JsonObject): Promise<Verdict> {
  const { Retry: retriers = [], Catch: catchers = [] } = visit.state;
  const done = Number(configuration.retrierRetryCount ?? 0);
  const retryIndex = retrierFor(
    retriers,
    failure.error,
    retriers.map(() => done),
  );
  const retrier = retriers[retryIndex];
  const inspection = inspectionOf(visit);
  if (retrier) {
    const errorDetails = { retryBackoffIntervalSeconds: Math.round(backoffSeconds(retrier, done)), retryIndex };
    return { status: 'RETRIABLE', failure, inspection: { ...inspection, errorDetails } };
  }
  const catchIndex = catcherFor(catchers, failure.error);
  if (catchIndex < 0) return { status: 'FAILED', failure, inspection };
  const outcome = await caught(visit, failure);
  const errorDetails = { catchIndex };
  return { status: 'CAUGHT_ERROR', failure, outcome, inspection: { ...inspectionOf(visit, outcome), errorDetails } };
}

/** With the variables as they are after the state. */
function inspectionOf(visit: Visit, outcome?: Outcome): JsonObject {
  const variables = { ...visit.branch.variables, ...outcome?.assigned };
  return { ...visit.inspection, ...(Object.keys(variables).length === 0 ? {} : { variables }) };
}

function visitOf(engine: Engine, trial: Trial): Visit {
  const { clock } = engine.cloud;
  const machine: Machine = { StartAt: trial.name, States: { [trial.name]: trial.state } };
  const { mock, context, configuration, revealed } = trial;
  const test = { mock, context, configuration, revealed };
  const plan: Plan = { machine, roleArn: trial.roleArn ?? '', logger: undefined, language: trial.language, test };
  const [label, name] = [uuid(clock), uuid(clock)];
  const execution = new Execution(
    engine,
    {
      id: -1,
      key: '',
      machine: label,
      name,
      type: 'EXPRESS',
      status: 'RUNNING',
      revision: 0,
      version: null,
      alias: null,
      arn: engine.cloud.arn('states', `express:${label}:${name}`),
      machine_arn: engine.cloud.arn('states', `stateMachine:${label}`),
      input: trial.input,
      output: null,
      error: null,
      cause: null,
      start: clock.now(),
      stop: null,
      redrives: 0,
      redriven: null,
      map_run: null,
      map_path: null,
      map_index: null,
      map_items: null,
      trace: null,
    },
    plan,
  );
  execution.root.variables = trial.variables;
  const visit = new Visit(
    execution.root,
    trial.name,
    trial.state,
    JSON.parse(trial.input) as Json,
    trial.state.QueryLanguage ?? trial.language,
  );
  visit.enteredAt = clock.now();
  visit.inspection = { input: visit.input };
  return visit;
}
