import { underRequestId } from '../clients/rest/request-id.ts';
import { correlationOf } from '../correlation.ts';
import { beforeDeadline, type Invocation } from '../deadline.ts';
import { errorText, PermanentError, RetryableError, TargetMisconfigured, TargetRefused } from '../errors.ts';
import { once } from '../once.ts';
import { OperationRefused } from '../operate/refused.ts';
import type { ParkedEntry } from '../replicate/result.ts';
import { toThrow } from '../retryable.ts';
import { type Outcome, parked } from '../targets/target.ts';
import { Telemetry } from '../telemetry.ts';
import { traced } from '../tracing.ts';
import { type Coalesced, coalesce, type Numbered, type Reading } from './coalesce.ts';
import { type LookAgain, lookAgain, unsettled } from './look-again.ts';

/** How a workflow listens to notifications. */
export interface Callback<N, T, R extends object> extends Reading<N> {
  /** Made once per container, at the first callback. */
  readonly parts: () => Promise<LookAgain<T, R>>;
}

/** One key's turn, and how often the source has asked it to wait. */
export interface Turn extends Numbered {
  readonly waits?: number;
}

/** What became of a turn: done or parked; or the source asked for patience, and the machine waits that long before the next. */
export type TurnResult =
  | { readonly parked: readonly ParkedEntry[] }
  | { readonly waitSeconds: number; readonly turn: Turn };

/** The machine asks for this many waits at most, then goes on with its own, longer retries. `lib/callback-definition.ts` counts on it. */
export const MOST_WAITS = 8;
const LONGEST_WAIT_S = 300;

type Handler = (input: readonly unknown[] | Turn, invocation?: Invocation) => Promise<Coalesced | TurnResult>;

/**
 * The Lambda handler of a callback workflow, for both steps of its machine: a batch of messages is coalesced; one notification is
 * carried out. In one function, so that its reserved concurrency bounds all calls to the source.
 */
export function callBack<N, T, R extends object>(callback: Callback<N, T, R>): Handler {
  const parts = once(callback.parts);
  const telemetry = once(async () => new Telemetry());
  const take = async (turn: Turn, invocation: Invocation | undefined): Promise<TurnResult> => {
    const { record, retrying } = await telemetry();
    const about = { ids: [turn.correlationId], keys: [turn.key], invocation };
    try {
      const work = traced(about.ids, async () => {
        const made = await parts();
        return underRequestId(invocation?.awsRequestId, () => carry(turn, made));
      });
      const outcome = await beforeDeadline(work, invocation);
      if (outcome.kind === 'retry') throw outcome.error;
      record(tallyOf(outcome, turn), about);
      return { parked: outcome.kind === 'parked' ? [letter(turn, outcome)] : [] };
    } catch (error) {
      const thrown = toThrow(error);
      retrying(thrown, about);
      // The key may have been rotated, or put in place only now: the next attempt reads it again.
      if (thrown instanceof TargetMisconfigured) parts.forget();
      return patience(turn, thrown);
    }
  };
  const gather = async (messages: readonly unknown[], invocation: Invocation | undefined): Promise<Coalesced> => {
    const { notifications: all, parked } = coalesce(messages, callback);
    const notifications = await unsettled(all, await parts());
    const superseded = messages.length - notifications.length - parked.length;
    const { record } = await telemetry();
    const about = { ids: messages.map(correlationOf), keys: [...all, ...parked].map(({ key }) => key), invocation };
    record({ applied: 0, superseded, parked: parked.length, lagMs: [] }, about);
    return { notifications, parked };
  };
  return async (input, invocation) => {
    // An operator's question must not pass for a turn: what a callback would do is known only when the source answers.
    if ('operation' in input)
      throw new OperationRefused('a callback workflow cannot look ahead: it asks the source again');
    if (!isBatch(input)) return take(input, invocation);
    return beforeDeadline(gather(input, invocation), invocation).catch((error: unknown) => {
      throw toThrow(error);
    });
  };
}

const isBatch = (input: readonly unknown[] | Turn): input is readonly unknown[] => Array.isArray(input);

async function carry<T, R extends object>(turn: Turn, parts: LookAgain<T, R>): Promise<Outcome> {
  try {
    return await lookAgain(turn, parts);
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return parked(error instanceof TargetRefused ? error.reason : error.name, errorText(error));
  }
}

const LONGEST_ERROR = 400;

function letter(
  { index, key, version, correlationId }: Turn,
  outcome: Extract<Outcome, { kind: 'parked' }>,
): ParkedEntry {
  const known = { index, key, version, ...(correlationId && { correlationId }) };
  return { ...known, reason: outcome.reason, error: outcome.error.slice(0, LONGEST_ERROR) };
}

function tallyOf(outcome: Outcome, { occurredAt }: Turn) {
  const one = (kind: Outcome['kind']) => (outcome.kind === kind ? 1 : 0);
  const lagMs = outcome.kind === 'applied' ? [Math.max(0, Date.now() - occurredAt)] : [];
  return { applied: one('applied'), superseded: one('superseded'), parked: one('parked'), lagMs };
}

/** Waiting is the machine's, where it costs nothing and holds no place in the source's budget; each wait is longer, with jitter. */
function patience(turn: Turn, error: Error): TurnResult {
  const { waits = 0 } = turn;
  const asked = error instanceof RetryableError ? error.retryAfterMs : undefined;
  if (asked === undefined || waits >= MOST_WAITS) throw error;
  const seconds = asked / 1000 + Math.random() * 2 ** waits;
  return { waitSeconds: Math.min(LONGEST_WAIT_S, Math.ceil(seconds)), turn: { ...turn, waits: waits + 1 } };
}
