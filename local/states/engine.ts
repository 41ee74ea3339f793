import type { Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { Activities } from './activities.ts';
import { Breath } from './execution/breath.ts';
import type { Checkpoint } from './execution/checkpoint.ts';
import { Execution } from './execution/execution.ts';
import { HistoryReader } from './execution/history-reader.ts';
import type { Plan } from './execution/plan.ts';
import type { Handlers } from './execution/visit.ts';
import { Evaluator } from './jsonata/evaluator.ts';
import { Plans } from './plans.ts';
import { Retention } from './retention.ts';
import { StatesMeter } from './states-meter.ts';
import { StatusEvents } from './status-events.ts';
import type { Ending, ExecutionRow, NewExecution } from './stores/execution-row.ts';
import { Executions } from './stores/executions.ts';
import { Machines } from './stores/machines.ts';
import { MapRuns } from './stores/map-runs.ts';
import { SCHEMA } from './stores/schema.ts';
import { Tokens } from './tokens.ts';

/** Runs executions, and finds those that run. */
export class Engine {
  readonly cloud: Cloud;
  readonly handlers: Handlers;
  readonly machines: Machines;
  readonly executions: Executions;
  readonly mapRuns: MapRuns;
  readonly evaluator: Evaluator;
  readonly tokens: Tokens;
  readonly activities: Activities;
  readonly breath: Breath;
  readonly retention: Retention;
  readonly running = new Map<string, Execution>();
  readonly #plans: Plans;
  readonly #statusEvents: StatusEvents;
  readonly #meter: StatesMeter;
  #stopped = false;

  constructor(cloud: Cloud, handlers: Handlers) {
    this.cloud = cloud;
    this.handlers = handlers;
    cloud.store.define(SCHEMA);
    this.machines = new Machines(cloud.store);
    this.executions = new Executions(cloud.store);
    this.mapRuns = new MapRuns(cloud.store);
    this.#plans = new Plans(cloud, this.machines);
    this.breath = new Breath(cloud.clock);
    this.retention = new Retention(this.executions, cloud.clock);
    this.evaluator = new Evaluator(cloud.clock);
    this.tokens = new Tokens(cloud.clock);
    this.activities = new Activities(cloud.store, cloud.clock, cloud.signals);
    this.#statusEvents = new StatusEvents(cloud);
    this.#meter = new StatesMeter(cloud);
  }

  /** Starts an execution; Standard ones are in the store when this returns. */
  launch(given: NewExecution, stored: boolean, plan?: Partial<Plan>): Execution {
    this.#refuseWhenStopped();
    const id = stored ? this.executions.insert(given) : -1;
    const row: ExecutionRow = {
      ...given,
      id,
      status: 'RUNNING',
      output: null,
      error: null,
      cause: null,
      stop: null,
      redrives: 0,
      redriven: null,
    };
    const execution = new Execution(this, row, { ...this.#plans.of(row), ...plan });
    this.running.set(row.key, execution);
    this.#statusEvents.started(row);
    this.#meter.started(row);
    execution.start();
    return execution;
  }

  /** Called by an execution that has ended. */
  finished(execution: Execution, ending: Ending): void {
    const { row } = execution;
    if (this.running.get(row.key) === execution) this.running.delete(row.key);
    if (row.type === 'EXPRESS' && row.id >= 0 && row.map_run === null) this.executions.remove(row.id);
    else if (row.type === 'EXPRESS' && row.id >= 0) this.executions.finish(row.id, ending);
    this.#statusEvents.ended(row, ending);
    this.#meter.ended(row, ending);
  }

  /** The row of an execution after its end, or undefined if there is none by this key. */
  async ended(key: string): Promise<ExecutionRow | undefined> {
    await this.running.get(key)?.ended;
    return this.executions.byKey(key);
  }

  /** Resumes what was running when the process ended. */
  resume(): void {
    const branches = this.executions.branchesOfRunning();
    for (const row of this.executions.running()) {
      if (this.running.has(row.key)) continue;
      const saved = branches.get(row.id);
      if (row.type === 'EXPRESS' || !saved) this.#startOver(row);
      else {
        const execution = this.#made(row);
        execution.resume(saved);
        execution.go();
      }
    }
  }

  /** Runs an Express child of a Map Run again. */
  restart(row: ExecutionRow, at: number): void {
    this.executions.redrive(row.id, at);
    this.#startOver({ ...row, redrives: row.redrives + 1, redriven: at });
  }

  /** What has left no checkpoint runs from its start: Express executions always, Standard ones that never waited. */
  #startOver(row: ExecutionRow): void {
    this.#made(row).start();
  }

  #made(row: ExecutionRow): Execution {
    this.#refuseWhenStopped();
    const execution = new Execution(this, row, this.#plans.of(row));
    this.running.set(row.key, execution);
    return execution;
  }

  /** Goes on with an execution that had ended, each checkpoint adapted. */
  redrive(row: ExecutionRow, adapt: (checkpoint: Checkpoint) => Checkpoint): void {
    const execution = this.#made(row);
    const lastId = new HistoryReader(this.executions, row).lastId();
    execution.resume(this.executions.branches(row.id), lastId, adapt);
    execution.root.previous = execution.event('ExecutionRedriven', execution.lastEventId, {
      redriveCount: row.redrives,
    });
    execution.go();
  }

  /** Others stop after this engine, and may still want something: what would begin now, nobody would end. They ask again after the restart. */
  #refuseWhenStopped(): void {
    if (this.#stopped) throw new AwsError('ServiceUnavailable', 'The runtime is stopping', { status: 503 });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const execution of this.running.values()) execution.suspend();
    this.running.clear();
    this.#meter.flush();
    await this.#plans.flush();
    await this.evaluator.stop();
  }
}
