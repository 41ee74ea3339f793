import type { Executions } from '../stores/executions.ts';
import type { HistoryEvent } from './history.ts';
import { type Group, parseGroup, payloadAt, unpack } from './packed.ts';

/** Reads the stored history of one execution. */
export class HistoryReader {
  readonly #executions: Executions;
  readonly #id: number;
  readonly #groups = new Map<number, Group>();
  readonly #texts = new Map<number, string>();

  constructor(executions: Executions, execution: { readonly id: number; readonly input: string }) {
    this.#executions = executions;
    this.#id = execution.id;
    this.#texts.set(0, execution.input);
  }

  /** The id of the last event that is stored, 0 if there is none. */
  lastId(): number {
    const last = this.#executions.lastHistory(this.#id);
    return last ? last.first + this.#group(last.first, last.events).events.length - 1 : 0;
  }

  /** The events with ids from `from` to `to`, in the shape of the API. */
  between(from: number, to: number): HistoryEvent[] {
    return this.#read(from, to)
      .flatMap((group) => unpack(group, (id) => this.#shown(id)))
      .filter(({ id }) => id >= from && id <= to);
  }

  #read(from: number, to: number): Group[] {
    return this.#executions.history(this.#id, from, to).map(({ first, events }) => this.#group(first, events));
  }

  #group(first: number, events: string): Group {
    const group = this.#groups.get(first) ?? parseGroup(first, events);
    this.#groups.set(first, group);
    return group;
  }

  #shown(id: number): string {
    const known = this.#texts.get(id);
    if (known !== undefined) return known;
    const near = [...this.#groups.values()].find(({ first, events }) => id >= first && id < first + events.length);
    const group = near ?? this.#read(id, id)[0];
    const text = group && payloadAt(group, id);
    if (text === undefined) throw new Error(`the event ${id} of the execution ${this.#id} shows no payload`);
    this.#texts.set(id, text);
    return text;
  }
}
