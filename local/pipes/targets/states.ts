import type { Cloud } from '../../cloud.ts';
import { DeliveryError } from '../outcome.ts';
import { asArray, type Target } from './target.ts';

interface SyncExecution {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Runs an Express machine and waits for its output. A failed or timed-out execution is the caller's failure. */
export async function runExpress(
  cloud: Cloud,
  stateMachineArn: string,
  input: string,
  stage: 'enrichment' | 'target',
): Promise<string> {
  const ran = await cloud.call<SyncExecution>('states', 'StartSyncExecution', { stateMachineArn, input });
  if (ran.status === 'SUCCEEDED') return ran.output ?? '';
  const message = `The execution ended ${ran.status}: ${ran.error ?? 'no error'}${ran.cause ? `: ${ran.cause}` : ''}`;
  throw new DeliveryError(message, { stage, code: ran.error ?? ran.status });
}

/**
 * A state machine: the batch is its input, a JSON array. `REQUEST_RESPONSE`, the default, calls StartSyncExecution, which
 * Express machines alone know; `FIRE_AND_FORGET` is done once the execution has started.
 */
export const statesTarget: Target = async ({ cloud, pipe, payloads }) => {
  const input = asArray(payloads);
  const type = pipe.TargetParameters?.StepFunctionStateMachineParameters?.InvocationType ?? 'REQUEST_RESPONSE';
  if (type === 'REQUEST_RESPONSE') return { response: await runExpress(cloud, pipe.Target, input, 'target') };
  await cloud.call('states', 'StartExecution', { stateMachineArn: pipe.Target, input });
  return {};
};
