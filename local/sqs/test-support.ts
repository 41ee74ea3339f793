import { Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createSqsService } from './service.ts';

/** Queues alone, on virtual time; `refusal` says in words how a call was refused. */
export function setUp() {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });
  cloud.add(createSqsService(cloud));
  const call = <T = Record<string, string>>(action: string, input: object) => cloud.call<T>('sqs', action, input);
  const refusal = async (action: string, input: object): Promise<string> => {
    try {
      await call(action, input);
      return 'accepted';
    } catch (error) {
      if (error instanceof AwsError) return `${error.code}: ${error.message}`;
      throw error;
    }
  };
  return { clock, call, refusal };
}
