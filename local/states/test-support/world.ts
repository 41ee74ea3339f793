import { Cloud, type Service } from '../../cloud.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { createStatesService } from '../service.ts';

const ROLE = 'arn:aws:iam::000000000000:role/test';

/** What an API answers, as far as the tests look. */
export interface Description {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redriveStatus: string;
}
interface Event {
  id: number;
  previousEventId: number;
  type: string;
  [details: string]: unknown;
}

/** The engine on virtual time, with functions that stand in for other services. */
export class World {
  readonly clock: SimulatedClock;
  readonly store: Store;
  cloud: Cloud;
  readonly others: Service[];

  constructor(store = new Store(), clock = new SimulatedClock(7), others: Service[] = []) {
    this.clock = clock;
    this.store = store;
    this.others = others;
    this.cloud = this.#open();
  }

  #open(): Cloud {
    const cloud = new Cloud({ clock: this.clock, store: this.store });
    return cloud.add(...this.others, createStatesService(cloud));
  }

  /** A new process on the same store: the old one is forgotten without a farewell. */
  async restart(): Promise<void> {
    this.store.flush();
    const old = this.cloud;
    this.cloud = this.#open();
    await old.stop();
    await this.cloud.start();
  }

  call<T>(action: string, input: object): Promise<T> {
    return this.cloud.call<T>('states', action, input);
  }

  async machine(definition: object, more: object = {}): Promise<string> {
    const name = `m${Math.floor(this.clock.random() * 1e9)}`;
    const input = { name, roleArn: ROLE, definition: JSON.stringify(definition), ...more };
    return (await this.call<{ stateMachineArn: string }>('CreateStateMachine', input)).stateMachineArn;
  }

  async start(definition: object, input: unknown = {}): Promise<string> {
    const stateMachineArn = await this.machine(definition);
    return (
      await this.call<{ executionArn: string }>('StartExecution', { stateMachineArn, input: JSON.stringify(input) })
    ).executionArn;
  }

  /** Lets virtual time pass. */
  async pass(seconds: number): Promise<void> {
    await this.clock.runUntil(this.clock.now() + seconds * 1_000);
  }

  describe(executionArn: string): Promise<Description> {
    return this.call('DescribeExecution', { executionArn });
  }

  async events(executionArn: string): Promise<Event[]> {
    return (await this.call<{ events: Event[] }>('GetExecutionHistory', { executionArn })).events;
  }

  async types(executionArn: string): Promise<string[]> {
    return (await this.events(executionArn)).map(({ type }) => type);
  }

  /** Starts, lets an hour pass, and gives what became of it. */
  async run(definition: object, input: unknown = {}): Promise<Description> {
    const arn = await this.start(definition, input);
    await this.pass(3_600);
    return this.describe(arn);
  }
}

/** A Lambda service whose functions are given here; they get and return JSON values, or throw `{errorType}`. */
export function functions(handlers: Record<string, (event: unknown) => unknown>): Service {
  return {
    name: 'lambda',
    actions: {
      Invoke: async ({ FunctionName, Payload }: { FunctionName: string; Payload: string }) => {
        const handler = handlers[FunctionName.split(':').at(-1) ?? ''];
        try {
          const result = await handler?.(JSON.parse(Payload));
          return { StatusCode: 200, Payload: JSON.stringify(result ?? null), ExecutedVersion: '$LATEST' };
        } catch (error) {
          const errorType = error instanceof Error ? error.message : 'Error';
          return {
            StatusCode: 200,
            FunctionError: 'Unhandled',
            Payload: JSON.stringify({ errorType, errorMessage: 'failed' }),
            ExecutedVersion: '$LATEST',
          };
        }
      },
    },
  };
}

export const invoke = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  ...more,
});

/** A machine of one state. */
export const single = (state: object, name = 'Only'): object => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
});
