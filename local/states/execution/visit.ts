import type { Clock } from '../../clock.ts';
import type { QueryLanguage, State, StateType } from '../definition/types.ts';
import { QueryFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import type { Roots } from '../jsonpath/read.ts';
import type { Branch } from './branch.ts';
import type { Phase } from './checkpoint.ts';
import { contextOf } from './context.ts';
import type { Details } from './history.ts';
import type { MapItem } from './map-item.ts';

/** What a state handler gives back: the output, where to go, and the variables to set. */
export interface Outcome {
  readonly output: Json;
  readonly assigned?: JsonObject;
  /** For a Choice; other states take their own `Next`. */
  readonly next?: string;
}

/** What a state does between its entered and its exited event; a failure is thrown. */
export type Handler = (visit: Visit) => Promise<Outcome>;
export type Handlers = Readonly<Record<StateType, Handler>>;

/** TestState collects here what a state made of its data. */
export type Inspection = Record<string, Json>;

/** One stay of a branch in a state, with all its retries. */
export class Visit {
  readonly branch: Branch;
  readonly name: string;
  readonly state: State;
  readonly input: Json;
  readonly jsonata: boolean;
  /** The id of the entered event, the event before it, and its time. */
  enteredId = 0;
  beforeId = 0;
  enteredAt = 0;
  retries: number[] = [];
  retryCount = 0;
  retryAt: number | undefined;
  phase: Phase = {};
  /** The task token, if the state has one. */
  token: string | undefined;
  /** The item at hand while a Map prepares the input of an iteration. */
  item: MapItem | undefined;
  inspection: Inspection | undefined;

  constructor(branch: Branch, name: string, state: State, input: Json, language: QueryLanguage) {
    this.branch = branch;
    this.name = name;
    this.state = state;
    this.input = input;
    this.jsonata = language === 'JSONata';
  }

  get clock(): Clock {
    return this.branch.execution.engine.cloud.clock;
  }

  /** Adds an event to the branch's chain; returns its id. */
  event(type: string, details?: Details): number {
    return this.branch.event(type, details);
  }

  /** What `$`, `$$` and `$variable` mean in a path. */
  roots(input: Json): Roots {
    return { input, context: () => contextOf(this), variable: (name) => this.branch.variable(name) };
  }

  /** Evaluates the JSONata inside a field. @param known what `$states` holds beyond input and context */
  evaluate(template: Json, field: string, known: JsonObject = {}): Promise<Json> {
    const states = { input: this.input, context: contextOf(this), ...known };
    return this.branch.execution.engine.evaluator.template(template, field, { ...this.branch.visible(), states });
  }

  /** A field that holds a value of one type, or an expression that gives one. */
  async typed<T extends Json>(
    template: Json,
    field: string,
    type: string,
    is: (value: Json) => value is T,
  ): Promise<T> {
    const value = this.jsonata ? await this.evaluate(template, field) : template;
    if (is(value)) return value;
    const text = expressionOf(template) ?? JSON.stringify(template);
    const returned =
      typeName(value) === type
        ? `a value out of range: ${JSON.stringify(value)}`
        : `an unexpected result type. Expected '${type}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
    throw new QueryFailure(
      `The JSONata expression '${text}' specified for the field '${field}' returned ${returned}`,
      field,
    );
  }

  inspect(field: string, value: Json): void {
    if (this.inspection) this.inspection[field] = value;
  }

  /** Saves the branch as it stands, with all events so far, before something happens that must not happen unknown. */
  save(): void {
    this.branch.save();
  }
}

const typeName = (value: Json): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
