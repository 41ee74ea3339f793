import { AwsError } from '../../local/errors.ts';
import { type Invocation, statesWorld } from './states-world.ts';

type Letter = Record<string, unknown>;

/** What the function answers, or the error that it ends with, by its name. */
export type Answer = object | string;

/** It is told how often it was called before, and the payload. */
export type Answering = (invocation: number, payload: readonly unknown[]) => Answer;

/** The definition, executed by the local engine on virtual time, with a function and a queue of the test's own. */
export async function machineWorld(type: 'EXPRESS' | 'STANDARD', definition: object, answer: Answering) {
  const { clock, cloud, letters, begin } = statesWorld<Letter>(7);
  let invocations = 0;
  const told: unknown[] = [];
  const invoke = ({ ClientContext, Payload: given }: Invocation) => {
    told.push(ClientContext && JSON.parse(Buffer.from(ClientContext, 'base64').toString()));
    const answered = answer(invocations++, JSON.parse(given));
    if (answered === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
    if (typeof answered === 'object') return { StatusCode: 200, Payload: JSON.stringify(answered) };
    const Payload = JSON.stringify({ errorType: answered, errorMessage: `${answered}!`, trace: [] });
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload };
  };
  const stateMachineArn = await begin({ type, definition, invoke });
  const started = clock.now();
  const run = async (input: unknown) => {
    const call = type === 'EXPRESS' ? 'StartSyncExecution' : 'StartExecution';
    const first = cloud.call<Execution>('states', call, { stateMachineArn, input: JSON.stringify(input) });
    return type === 'EXPRESS' ? turning(first) : turning(first.then(({ executionArn }) => ended(executionArn)));
  };
  const ended = async (executionArn: string): Promise<Execution> => {
    for (;;) {
      const execution = await cloud.call<Execution>('states', 'DescribeExecution', { executionArn });
      if (execution.status !== 'RUNNING') return execution;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** Moves the time on whenever everything waits for it. */
  const turning = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance();
    }
    return work;
  };
  const close = () => cloud.stop();
  return {
    run,
    letters,
    told,
    close,
    hours: () => (clock.now() - started) / 3_600_000,
    invocations: () => invocations,
  };
}

export interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
}
