import { type Clock, SystemClock } from '../../clock.ts';
import { QueryFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { setKey } from '../json.ts';
import { type Bindings, type Compiled, compile, describe, timedOut } from './compile.ts';
import { result, UNSUPPORTED } from './plain.ts';
import { EVALUATION_LIMIT_MS, Workers } from './workers.ts';

/** How long the main thread may be held before an evaluation moves to a worker. */
const MAIN_THREAD_MS = 25;
const CACHED = 5_000;

/** The text between `{%` and `%}`, or undefined if the string is no expression. */
export function expressionOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4)
    return undefined;
  return value.slice(2, -2).trim();
}

/** AWS sets JSONata's own messages, which have codes, apart as sentences. */
function happened(why: string): string {
  if (why === UNSUPPORTED) return why;
  return `threw an error during evaluation${/^[A-Z]\d{4}: /.test(why) ? '.' : ':'} ${why}`;
}

/** The state machine that asks: all its executions together count as one. */
function ownerOf({ states }: Bindings): string | undefined {
  const context = (states as { context?: { StateMachine?: { Id?: unknown } } } | undefined)?.context;
  return context?.StateMachine?.Id?.toString();
}

/**
 * Evaluates JSONata. Light expressions run here within a short time box; all others, and those that overran the box, run in a
 * thread that is ended after a second. On a simulated clock everything runs here, or the trace would depend on the threads.
 */
export class Evaluator {
  readonly #clock: Clock;
  readonly #isolates: boolean;
  readonly #workers = new Workers();
  readonly #cache = new Map<string, Compiled>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#isolates = clock instanceof SystemClock;
  }

  stop(): Promise<void> {
    return this.#workers.stop();
  }

  /** Evaluates all expressions inside `template`. @param field its name, for the error's text */
  async template(template: Json, field: string, bindings: Bindings): Promise<Json> {
    const text = expressionOf(template);
    if (text !== undefined) return this.expression(text, field, bindings);
    if (typeof template !== 'object' || template === null) return template;
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries())
        items.push(await this.template(item, `${field}[${index}]`, bindings));
      return items;
    }
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(template)) {
      const inner = typeof item === 'object' || typeof item === 'string';
      setKey(result, key, inner ? await this.template(item, `${field}/${key}`, bindings) : item);
    }
    return result;
  }

  /** Evaluates one expression; one that gives nothing is an error. */
  async expression(text: string, field: string, bindings: Bindings): Promise<Json> {
    let value: Json | undefined;
    try {
      value = await this.#evaluate(text, bindings);
    } catch (error) {
      throw new QueryFailure(
        `The JSONata expression '${text}' specified for the field '${field}' ${happened(describe(error))}`,
        field,
        error,
      );
    }
    if (value !== undefined) return value;
    throw new QueryFailure(
      `The JSONata expression '${text}' specified for the field '${field}' returned nothing (undefined).`,
      field,
    );
  }

  async #evaluate(text: string, bindings: Bindings): Promise<Json | undefined> {
    const compiled = this.#compiled(text);
    if (this.#isolates && !compiled.light) return this.#workers.evaluate(text, bindings, ownerOf(bindings));
    try {
      return result(await compiled.evaluate(bindings));
    } catch (error) {
      if (this.#isolates && timedOut(error)) return this.#workers.evaluate(text, bindings, ownerOf(bindings));
      throw error;
    }
  }

  #compiled(text: string): Compiled {
    let compiled = this.#cache.get(text);
    if (!compiled) {
      compiled = compile(text, this.#clock, this.#isolates ? MAIN_THREAD_MS : EVALUATION_LIMIT_MS);
      if (this.#cache.size >= CACHED) this.#cache.clear();
      this.#cache.set(text, compiled);
    }
    return compiled;
  }
}
