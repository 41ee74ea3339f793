import type * as z from 'zod';
import { issues } from '../contract.ts';
import { correlationOf } from '../correlation.ts';
import { beforeDeadline, type Invocation } from '../deadline.ts';
import { TargetMisconfigured } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { type Once, once } from '../once.ts';
import { type Operation, readOperation } from '../operate/operation.ts';
import { foreseen, type Preview } from '../operate/preview.ts';
import { OperationRefused } from '../operate/refused.ts';
import { type BatchResult, type Known, summarise } from '../replicate/result.ts';
import { toThrow } from '../retryable.ts';
import { type Outcome, parked } from '../targets/target.ts';
import { Telemetry } from '../telemetry.ts';
import { traced } from '../tracing.ts';
import { applyEach } from './apply-each.ts';

/** How a workflow consumes the events of a bus. */
export interface Consumption<T> {
  /** What the event in its EventBridge envelope must be, normalised. What it refuses is parked. */
  readonly contract: z.ZodType<T>;
  /** The event's business key, and when it happened (milliseconds since the epoch). */
  readonly identify: (event: T) => { readonly key: string; readonly occurredAt: number };
  /** The business key of an event that the contract refuses, if it has one all the same: its dead letter is found by it. */
  readonly keyOf?: (envelope: unknown) => string | undefined;
  /** Carries an event out; made once per container, at the first batch. It must be idempotent. */
  readonly apply: () => Promise<(event: T) => Promise<Outcome>>;
  /** Says what `apply` would do, and what the target holds, without writing; absent where that cannot be known. */
  readonly foresee?: () => Promise<(event: T) => Promise<Foreseen>>;
}

/** What would become of an event; `held`: what the target has of it now, for a person to look at. */
export interface Foreseen {
  readonly outcome: Outcome;
  readonly held?: JsonObject;
}

/** A batch of messages, or what an operator asks for (see functions/operate): of the operations, a bus workflow knows `preview`. */
export interface ConsumptionHandler {
  (messages: readonly unknown[], invocation?: Invocation): Promise<BatchResult>;
  (operation: Operation, invocation?: Invocation): Promise<unknown>;
}

/**
 * The Lambda handler of a bus workflow: takes messages of its queue, as the pipe delivers them, and says what became of each; what is `left`
 * has another turn. It throws only where nothing came of any of them. A pipe hands over an array, always; an object is an
 * operator's, who may invoke the function directly.
 */
export function consume<T>(consumption: Consumption<T>): ConsumptionHandler {
  const apply = once(consumption.apply);
  const carryOut = carrier(consumption, apply);
  const foresee = once(async () => consumption.foresee?.());
  const handle = async (payload: readonly unknown[] | Operation, invocation?: Invocation): Promise<unknown> => {
    if (Array.isArray(payload)) return carryOut(payload, invocation);
    const operation = readOperation(payload);
    if (operation.operation !== 'preview')
      throw new OperationRefused(
        `it listens to a bus, and has no source that could be read (penstock replay goes over its archive)`,
      );
    const preview = foresee().then((each) => previewEach(operation.events, consumption, each));
    return beforeDeadline(preview, invocation);
  };
  return handle as ConsumptionHandler;
}

type Carry<T> = (event: T) => Promise<Outcome>;

function carrier<T>(consumption: Consumption<T>, apply: Once<Carry<T>>) {
  const telemetry = once(async () => new Telemetry());
  return async (messages: readonly unknown[], invocation?: Invocation): Promise<BatchResult> => {
    const { record, retrying } = await telemetry();
    const keys: (string | undefined)[] = [];
    const about = { ids: messages.map(correlationOf), keys, invocation };
    try {
      const events = messages.map((message) => read(message, consumption));
      keys.push(...events.map(({ key }) => key));
      const carryOut = await beforeDeadline(apply(), invocation);
      const { outcomes, left, fault } = await traced(about.ids, () => applyEach(events, carryOut, invocation));
      // Nothing came of it: the machine waits before the next turn.
      if (fault && left.length === events.length) throw fault;
      if (fault) retrying(fault, about);
      const { result, tally } = summarise(events, outcomes, Date.now());
      record(tally, about);
      return left.length ? { ...result, left } : result;
    } catch (error) {
      const thrown = toThrow(error);
      // The key may have been rotated, or put in place only now: the next attempt reads it again.
      if (thrown instanceof TargetMisconfigured) apply.forget();
      retrying(thrown, about);
      throw thrown;
    }
  };
}

/** One after the other, as they would be carried out. */
async function previewEach<T>(
  messages: readonly unknown[],
  consumption: Consumption<T>,
  foresee: ((event: T) => Promise<Foreseen>) | undefined,
): Promise<Preview[]> {
  const previews: Preview[] = [];
  for (const message of messages) {
    const one = read(message, consumption);
    const known = { ...(one.key && { key: one.key }), ...(one.changedAt !== undefined && { version: one.changedAt }) };
    if ('outcome' in one) previews.push({ ...known, ...foreseen(one.outcome) });
    else if (!foresee) previews.push({ ...known, outcome: 'unknown' });
    else {
      const { outcome, held } = await foresee(one.event);
      previews.push({ ...known, ...foreseen(outcome), ...(held && { held: { record: held } }) });
    }
  }
  return previews;
}

type Read<T> = Known & ({ readonly event: T } | { readonly outcome: Outcome });

/** A message of the queue: its body is the envelope, as text. */
function read<T>(message: unknown, { contract, identify, keyOf }: Consumption<T>): Read<T> {
  const correlationId = correlationOf(message);
  let envelope: unknown;
  try {
    envelope = JSON.parse(isObject(message) ? String(message.body) : '');
  } catch {
    return { correlationId, outcome: parked('NotJson', 'the message has no JSON body') };
  }
  const checked = contract.safeParse(envelope);
  if (!checked.success) {
    const refused = parked('ContractViolation', issues(checked.error));
    return { key: keyOf?.(envelope), correlationId, outcome: refused };
  }
  const { key, occurredAt } = identify(checked.data);
  return { key, changedAt: occurredAt, correlationId, event: checked.data };
}
