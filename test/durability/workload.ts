import { type Aws, Refused, Unknown } from './aws.ts';

/** One kind of load, which knows what was acknowledged, what was refused, and what nobody can know. */
export interface Workload {
  readonly name: string;
  /** Makes what it needs; called once, on the first life. */
  setUp(aws: Aws): Promise<void>;
  /** One small piece of work. Called again and again, from several places at once, until the process is killed. */
  step(aws: Aws): Promise<void>;
  /** Compares what is there right after a restart; says what is wrong. */
  check(aws: Aws): Promise<string[]>;
  /** Brings to an end what may take its time, then compares; says what is wrong. */
  settle(aws: Aws): Promise<string[]>;
  /** How many calls were acknowledged. */
  readonly acknowledged: number;
}

/** The answer, or `unknown` if none came: the process was killed meanwhile. */
export async function attempt<T>(call: Promise<T>): Promise<T | 'unknown'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Unknown) return 'unknown';
    throw error;
  }
}

/** A call that must be refused with the given code; says so if it was not. */
export async function mustRefuse(call: Promise<unknown>, code: string): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Unknown || (error instanceof Refused && error.code.includes(code))) return;
    throw error;
  }
  throw new Error(`a call that should be refused with ${code} was accepted`);
}

/** Repeats until `done`, at most for `withinMs`. */
export async function repeat(withinMs: number, done: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await done()) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
