import type { Cloud } from '../../cloud.ts';
import { DeliveryError } from '../outcome.ts';
import { asArray, type Target } from './target.ts';

interface Invocation {
  readonly StatusCode: number;
  readonly Payload?: string;
  readonly FunctionError?: string;
}

/** Invokes a function and waits for its answer. An error that the function throws is the caller's failure. */
export async function invoke(
  cloud: Cloud,
  functionArn: string,
  payload: string,
  stage: 'enrichment' | 'target',
): Promise<string> {
  const answer = await cloud.call<Invocation>('lambda', 'Invoke', {
    FunctionName: functionArn,
    InvocationType: 'RequestResponse',
    Payload: payload,
  });
  if (!answer.FunctionError) return answer.Payload ?? '';
  throw new DeliveryError(`The function failed (${answer.FunctionError}): ${answer.Payload ?? ''}`, {
    stage,
    code: 'Lambda.FunctionError',
  });
}

/** A function: the batch is its event, a JSON array without `Records`. */
export const lambdaTarget: Target = async ({ cloud, pipe, payloads }) => {
  const payload = asArray(payloads);
  const type = pipe.TargetParameters?.LambdaFunctionParameters?.InvocationType ?? 'REQUEST_RESPONSE';
  if (type === 'REQUEST_RESPONSE') return { response: await invoke(cloud, pipe.Target, payload, 'target') };
  await cloud.call('lambda', 'Invoke', { FunctionName: pipe.Target, InvocationType: 'Event', Payload: payload });
  return {};
};
