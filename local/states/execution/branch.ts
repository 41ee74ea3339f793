import type { Machine, QueryLanguage } from '../definition/types.ts';
import { dataLimit, StateFailure } from '../failure.ts';
import { exceedsBytes, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { Cancellation } from './cancellation.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Execution } from './execution.ts';
import { backInFlight, inFlight } from './flight.ts';
import { assignedOf, type Details, inputOf, outputOf } from './history.ts';
import type { MapItem } from './map-item.ts';
import { type Result, stay } from './stay.ts';
import { Visit } from './visit.ts';

export interface BranchOptions {
  readonly execution: Execution;
  /** `''` for the root; `/State/2` for the third branch of a Parallel. */
  readonly path: string;
  readonly machine: Machine;
  /** Where the machine stands in the definition: the keys from its top. */
  readonly location: readonly string[];
  readonly parent?: Branch;
  readonly item?: MapItem;
  readonly language: QueryLanguage;
}

/** A runner of one machine: the execution itself, a branch of a Parallel or an iteration of a Map. */
export class Branch {
  readonly execution: Execution;
  readonly path: string;
  readonly machine: Machine;
  readonly location: readonly string[];
  readonly parent: Branch | undefined;
  readonly item: MapItem | undefined;
  readonly cancellation: Cancellation;
  readonly language: QueryLanguage;
  /** The last event of this branch's chain. */
  previous = 0;
  variables: JsonObject = {};
  visit: Visit | undefined;
  done: { output: Json } | undefined;
  #state: string;
  #input: Json = null;
  #text: string | undefined;

  constructor(options: BranchOptions) {
    this.execution = options.execution;
    this.path = options.path;
    this.machine = options.machine;
    this.location = options.location;
    this.parent = options.parent;
    this.item = options.item ?? options.parent?.item;
    this.language = options.machine.QueryLanguage ?? options.language;
    this.cancellation = new Cancellation(options.parent?.cancellation);
    this.#state = options.machine.StartAt;
  }

  /** Sets the input of the first state. @param text its JSON, if it is at hand */
  begin(input: Json, previous: number, text?: string): this {
    this.#input = input;
    this.#text = text;
    this.previous = previous;
    return this;
  }

  /** Takes the place that a checkpoint kept. */
  restore(checkpoint: Checkpoint): this {
    this.#state = checkpoint.state;
    this.begin(checkpoint.input, checkpoint.previous);
    this.variables = checkpoint.variables;
    this.done = checkpoint.done;
    if (checkpoint.entered && !this.done) this.visit = backInFlight(this.#newVisit(), checkpoint);
    return this;
  }

  /** Runs to the end; the output of the last state. Throws `StateFailure` or `Aborted`. */
  async run(): Promise<Json> {
    const { breath } = this.execution.engine;
    while (!this.done) {
      for (let turn = breath.next(); turn; turn = breath.next()) await turn;
      this.cancellation.check();
      const visit = this.visit ?? this.#enter();
      this.#leave(visit, await stay(visit));
    }
    this.cancellation.release();
    return this.done.output;
  }

  /** The input of the state at hand, as JSON text. */
  get inputText(): string {
    this.#text ??= JSON.stringify(this.#input);
    return this.#text;
  }

  event(type: string, details?: Details): number {
    this.execution.touch(this);
    this.previous = this.execution.event(type, this.previous, details);
    return this.previous;
  }

  variable(name: string): Json | undefined {
    for (let scope: Branch | undefined = this; scope; scope = scope.parent) {
      if (Object.hasOwn(scope.variables, name)) return scope.variables[name];
    }
    return undefined;
  }

  /** All variables in sight; an inner one hides an outer one of the same name. */
  visible(): JsonObject {
    return this.parent ? { ...this.parent.visible(), ...this.variables } : this.variables;
  }

  save(): void {
    this.execution.touch(this);
    this.execution.save();
  }

  checkpoint(): Checkpoint {
    const { visit, done } = this;
    const base: Checkpoint = {
      state: this.#state,
      input: this.#input,
      variables: this.variables,
      previous: this.previous,
      last: this.execution.lastEventId,
    };
    if (done) return { ...base, input: null, done };
    if (!visit) return base;
    return { ...base, ...inFlight(visit) };
  }

  #newVisit(): Visit {
    const state = this.machine.States[this.#state];
    if (!state) throw new StateFailure('States.Runtime', `The state '${this.#state}' does not exist`);
    return new Visit(this, this.#state, state, this.#input, state.QueryLanguage ?? this.language);
  }

  #enter(): Visit {
    const visit = this.#newVisit();
    visit.beforeId = this.previous;
    visit.enteredAt = visit.clock.now();
    this.#text ??= JSON.stringify(this.#input);
    visit.enteredId = this.event(`${visit.state.Type}StateEntered`, { name: visit.name, ...inputOf(this.#text) });
    this.visit = visit;
    return visit;
  }

  #assign(visit: Visit, assigned: JsonObject): void {
    if (exceedsBytes(JSON.stringify(assigned), LIMITS.payloadBytes)) throw dataLimit(visit.name);
    this.variables = { ...this.variables, ...assigned };
  }

  #leave(visit: Visit, { output, assigned, text: made, next = visit.state.Next }: Result): void {
    const text = made ?? (output === this.#input ? this.inputText : JSON.stringify(output));
    if (assigned) this.#assign(visit, assigned);
    this.event(`${visit.state.Type}StateExited`, { name: visit.name, ...outputOf(text), ...assignedOf(assigned) });
    this.visit = undefined;
    if (visit.state.Type === 'Task') this.execution.saveSoon();
    if (next === undefined) {
      this.done = { output };
      this.execution.noteEnd(this, text);
    } else {
      this.#state = next;
      this.#input = output;
      this.#text = text;
    }
  }
}
