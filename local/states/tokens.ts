import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import type { Visit } from './execution/visit.ts';
import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { TaskTimer } from './states/task-timer.ts';

interface Waiter {
  readonly visit: Visit;
  readonly timer: TaskTimer;
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: StateFailure) => void;
}

const MARK = 'AQCAAAAAKgAAAAMAAAAA';
const BYTES = 72;

/** The tasks that wait to be finished by SendTaskSuccess or SendTaskFailure. Tokens live in checkpoints; this is who listens now. */
export class Tokens {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  make(): string {
    return MARK + this.#clock.bytes(BYTES).toString('base64');
  }

  /** Resolves with the output that the token's holder sends; at once if it came before a restart. @param begun heartbeats are due from now on */
  wait(visit: Visit, timer: TaskTimer, begun = true): Promise<Json> {
    const token = visit.token as string;
    const early = replyOf(visit);
    if (early) return early;
    if (begun) timer.beat();
    return visit.branch.cancellation
      .guard(
        new Promise<Json>((resolve, reject) => {
          this.#waiting.set(token, { visit, timer, resolve, reject });
        }),
      )
      .finally(() => this.#waiting.delete(token));
  }

  /** The task is over, with or without a reply: whoever still holds the token is too late. */
  forget(token: string): void {
    this.#waiting.delete(token);
  }

  /** The reply is saved before it is acknowledged. @param output JSON text */
  succeed(token: unknown, output: string): void {
    const waiter = this.#find(token);
    const value = JSON.parse(output) as Json;
    this.#waiting.delete(token as string);
    save(waiter, { output: value });
    waiter.resolve(value);
  }

  fail(token: unknown, error: string | undefined, cause: string | undefined): void {
    const waiter = this.#find(token);
    this.#waiting.delete(token as string);
    save(waiter, { error: error ?? null, cause: cause ?? null });
    waiter.reject(new StateFailure(error, cause));
  }

  heartbeat(token: unknown): void {
    this.#find(token).timer.beat();
  }

  /** True if a task waits with this token. */
  has(token: string): boolean {
    return this.#waiting.has(token);
  }

  #find(token: unknown): Waiter {
    const waiter = typeof token === 'string' ? this.#waiting.get(token) : undefined;
    if (waiter) return waiter;
    if (typeof token !== 'string' || !token.startsWith(MARK))
      throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

function save({ visit }: Waiter, reply: { [key: string]: Json }): void {
  visit.phase = { ...visit.phase, reply };
  visit.save();
}

function replyOf({ phase }: Visit): Promise<Json> | undefined {
  const reply = phase.reply as { output?: Json; error?: string | null; cause?: string | null } | undefined;
  if (!reply) return undefined;
  if (reply.output !== undefined) return Promise.resolve(reply.output);
  return Promise.reject(new StateFailure(reply.error ?? undefined, reply.cause ?? undefined));
}
