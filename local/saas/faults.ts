import type { Clock } from '../clock.ts';
import { isJson, type Json } from './http.ts';

export const FAULT_KINDS = [
  '429',
  '5xx',
  'latency',
  'timeout',
  'reset',
  'html',
  'commit-then-timeout',
  'redirect',
  'huge',
] as const;

/**
 * - `429`, `5xx`: the vendor's own answer of that status, instead of doing anything
 * - `latency`: done, `latencyMs` later
 * - `timeout`: nothing is done and nothing is answered
 * - `commit-then-timeout`: done, but never answered
 * - `reset`: the connection is cut
 * - `html`: a page with status 200, as a proxy sends
 * - `redirect`: 302 to another host
 * - `huge`: a JSON answer of 50 MB
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly id: string;
  /** `algolia`, `mailchimp`, `auth0`, `ghost`, …; `*` for all. */
  readonly vendor: string;
  /** Only this operation, such as `batch`. */
  readonly operation?: string;
  readonly kind: FaultKind;
  /** The share of calls that it hits, 0..1. */
  readonly rate: number;
  readonly latencyMs?: number;
  /** Seconds, in the header `Retry-After`. */
  readonly retryAfter?: number;
  /** Epoch milliseconds from which it is off. */
  readonly untilMs?: number;
  /** How many calls it still hits. */
  readonly count?: number;
}

/** A fault that is not described right. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** The faults that are switched on. They are drawn from the clock, so that a simulation repeats them. */
export class Faults {
  readonly #clock: Clock;
  #faults: Fault[] = [];
  #next = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  list(): readonly Fault[] {
    const now = this.#clock.now();
    this.#faults = this.#faults.filter((fault) => (fault.untilMs ?? now + 1) > now && fault.count !== 0);
    return this.#faults;
  }

  /** Switches a fault on. @throws FaultError */
  add(given: Omit<Fault, 'id'>): Fault {
    const fault = { ...given, id: `fault-${this.#next++}` };
    this.#faults.push(fault);
    return fault;
  }

  /** Switches off the fault with this id, those of this vendor, or all. */
  clear(which: { id?: string | undefined; vendor?: string | undefined } = {}): void {
    this.#faults = this.#faults.filter(
      (fault) => (which.id && fault.id !== which.id) || (which.vendor && fault.vendor !== which.vendor),
    );
  }

  /** The fault that hits this call, if one does. */
  draw(vendor: string, operation: string): Fault | undefined {
    for (const fault of this.list()) {
      const meant =
        (fault.vendor === vendor || fault.vendor === '*') && (!fault.operation || fault.operation === operation);
      if (!meant || (fault.rate < 1 && this.#clock.random() >= fault.rate)) continue;
      if (fault.count !== undefined) this.#use(fault, fault.count);
      return fault;
    }
    return undefined;
  }

  #use(fault: Fault, count: number): void {
    this.#faults = this.#faults.map((each) => (each === fault ? { ...each, count: count - 1 } : each));
  }
}

/** Reads a fault from JSON; `rate` is 1 if it is not given. @throws FaultError */
export function faultOf(given: Json): Omit<Fault, 'id'> {
  const kind = FAULT_KINDS.find((each) => each === String(given.kind));
  if (!kind) throw new FaultError(`kind must be one of ${FAULT_KINDS.join(', ')}`);
  if (typeof given.vendor !== 'string') throw new FaultError('vendor must be the name of a vendor, or *');
  const rate = number(given, 'rate') ?? 1;
  if (rate < 0 || rate > 1) throw new FaultError('rate must be a number from 0 to 1');
  const optional = (name: 'latencyMs' | 'retryAfter' | 'untilMs' | 'count') => {
    const value = number(given, name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    vendor: given.vendor,
    kind,
    rate,
    ...(typeof given.operation === 'string' && { operation: given.operation }),
    ...optional('latencyMs'),
    ...optional('retryAfter'),
    ...optional('untilMs'),
    ...optional('count'),
  };
}

function number(given: unknown, name: string): number | undefined {
  const value = isJson(given) ? given[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new FaultError(`${name} must be a number that is not negative`);
  return value;
}
