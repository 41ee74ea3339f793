import type { ServiceName } from '../../cloud.ts';
import { StoreAbandoned } from '../../store-errors.ts';
import type { Engine } from '../engine.ts';
import { Aborted } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Ending, ExecutionRow, ExecutionStatus } from '../stores/execution-row.ts';
import { Branch } from './branch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Details, endEvent, inputOf } from './history.ts';
import type { Plan } from './plan.ts';
import { Recorder } from './recorder.ts';
import { asFailure } from './recover.ts';
import { timeLeft } from './time-left.ts';

/** Marks a call as that of a client, not of the runtime itself: only the latter may put events of AWS's own sources. */
const CLIENT = new AbortController().signal;

/** A running execution. Standard ones write their history and checkpoints into the store, Express ones to the log alone. */
export class Execution {
  readonly engine: Engine;
  readonly row: ExecutionRow;
  readonly plan: Plan;
  readonly durable: boolean;
  readonly root: Branch;
  /** Resolves when the execution has ended (never rejects). */
  readonly ended: Promise<Ending>;
  ending: Ending | undefined;
  #resolveEnded: (ending: Ending) => void = () => undefined;
  readonly #recorder: Recorder;
  #input: { readonly value: Json } | undefined;
  #outputText: string | undefined;
  #timeout: { cancel(): void } | undefined;
  #suspended = false;

  constructor(engine: Engine, row: ExecutionRow, plan: Plan) {
    this.engine = engine;
    this.row = row;
    this.plan = plan;
    this.durable = row.type === 'STANDARD';
    this.#recorder = new Recorder(engine, row, plan.logger);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.root = new Branch({
      execution: this,
      path: '',
      machine: plan.machine,
      location: plan.location ?? [],
      language: plan.language ?? 'JSONPath',
      ...(plan.item ? { item: plan.item } : {}),
    });
  }

  get machineArn(): string {
    return this.row.machine_arn;
  }

  get machineName(): string {
    return this.row.machine;
  }

  /** Calls a service as this execution does: in its account and region. */
  call<T extends object>(service: ServiceName, action: string, input: object): Promise<T> {
    const [, , , region = '', account = ''] = this.row.machine_arn.split(':');
    return this.engine.cloud.call<T>(service, action, input, { region, account, signal: CLIENT });
  }

  get lastEventId(): number {
    return this.#recorder.lastEventId;
  }

  /** Begins a new execution. */
  start(): void {
    const { row, plan } = this;
    const arns = {
      ...(row.version ? { stateMachineVersionArn: row.version } : {}),
      ...(row.alias ? { stateMachineAliasArn: row.alias } : {}),
    };
    this.event('ExecutionStarted', 0, {
      ...inputOf(row.input),
      roleArn: plan.roleArn,
      ...arns,
    });
    this.root.begin(this.input, 0, row.input);
    void this.#run();
  }

  /** Takes up the checkpoints of an earlier process, or of the time before a redrive; `go` then lets the branches run. */
  resume(
    branches: Map<string, string>,
    lastId = 0,
    adapt: (checkpoint: Checkpoint) => Checkpoint = (checkpoint) => checkpoint,
  ): void {
    this.#recorder.load(branches, lastId, adapt);
    const saved = this.#recorder.take('');
    if (saved) this.root.restore(saved);
    else this.root.begin(this.input, 0, this.row.input);
  }

  go(): void {
    void this.#run();
  }

  /** See `Recorder.take`. */
  takeCheckpoint(path: string): Checkpoint | undefined {
    return this.#recorder.take(path);
  }

  /** Adds an event; returns its id. */
  event(type: string, previousEventId: number, details?: Details): number {
    return this.#recorder.event(type, previousEventId, details);
  }

  touch(branch: Branch): void {
    this.#recorder.touch(branch);
  }

  save(): void {
    this.#recorder.save(this.root);
  }

  saveSoon(): void {
    this.#recorder.saveSoon(this.root);
  }

  /** Forgets the branches inside a state, which has ended or starts over. */
  forgetUnder(branch: Branch, state: string): void {
    this.#recorder.forgetUnder(`${branch.path}/${state}`);
  }

  noteEnd(branch: Branch, text: string): void {
    if (branch === this.root) this.#outputText = text;
  }

  /** What the execution was started with. */
  get input(): Json {
    this.#input ??= { value: JSON.parse(this.row.input) as Json };
    return this.#input.value;
  }

  /** StopExecution. */
  abort(error: string | null, cause: string | null): void {
    this.save();
    this.#finish('ABORTED', null, error, cause, 0);
    this.root.cancellation.abort();
  }

  /** Lets go without an end: the runtime stops, and the execution resumes at the next start. */
  suspend(): void {
    this.#suspended = true;
    this.#recorder.suspend();
    this.#timeout?.cancel();
    this.root.cancellation.abort();
  }

  async #run(): Promise<void> {
    this.#limitTime();
    try {
      const output = await this.root.run();
      this.#finish('SUCCEEDED', this.#outputText ?? JSON.stringify(output), null, null, this.root.previous);
    } catch (error) {
      if (error instanceof Aborted) return;
      const failure = asFailure(error);
      this.#saveForRedrive();
      this.#finish('FAILED', null, failure.error ?? null, failure.detail ?? null, this.root.previous);
    }
  }

  /** The end must be written even if the place of the failure cannot be, say for a value too deep for JSON. */
  #saveForRedrive(): void {
    try {
      this.save();
    } catch (error) {
      if (error instanceof StoreAbandoned) throw error; // a simulated process that was killed: nothing of it is written any more
      process.emitWarning(`${this.row.arn} cannot be redriven from where it failed: ${String(error)}`);
    }
  }

  #limitTime(): void {
    const left = timeLeft(this);
    if (left === undefined) return;
    this.#timeout = this.engine.cloud.clock.setTimer(left, () => {
      this.save();
      this.#finish('TIMED_OUT', null, null, null, 0);
      this.root.cancellation.abort();
    });
  }

  #finish(
    status: ExecutionStatus,
    output: string | null,
    error: string | null,
    cause: string | null,
    previous: number,
  ): void {
    // What was in its last state when the runtime stopped has no store to end in: it is at that state again at the next start.
    if (this.ending || this.#suspended) return;
    this.#timeout?.cancel();
    const ending: Ending = { status, output, error, cause, stop: this.engine.cloud.clock.now() };
    this.ending = ending;
    const [type, details] = endEvent(ending);
    this.event(type, previous, details);
    this.#recorder.close(status !== 'SUCCEEDED');
    if (this.durable) this.engine.executions.finish(this.row.id, ending);
    this.engine.finished(this, ending);
    this.#resolveEnded(ending);
  }
}
