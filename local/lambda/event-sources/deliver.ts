import { type Cloud, isAwsError } from '../../cloud.ts';
import { DeliveryError, deliveryError, type Outcome, type SourceRecord } from '../../pipes/outcome.ts';
import { failedRecords } from '../../pipes/partial.ts';
import { type Mapping, reportsItems } from './mapping.ts';

/** Invokes the mapping's function with a batch, and says what came of it. */
export async function deliver(cloud: Cloud, mapping: Mapping, records: readonly SourceRecord[]): Promise<Outcome> {
  const Payload = `{"Records":[${records.map(({ json }) => json).join(',')}]}`;
  try {
    type Answer = { Payload?: string; FunctionError?: string };
    const answer = await cloud.call<Answer>('lambda', 'Invoke', { FunctionName: mapping.FunctionArn, Payload });
    if (answer.FunctionError) return failed(`the function failed: ${answer.Payload}`);
    return reportsItems(mapping) ? partial(answer.Payload, records) : { kind: 'done' };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    return { kind: 'failed', error: deliveryError(error, 'target') };
  }
}

const failed = (message: string): Outcome => ({
  kind: 'failed',
  error: new DeliveryError(message, { stage: 'target' }),
});

function partial(payload: string | undefined, records: readonly SourceRecord[]): Outcome {
  const failures = failedRecords(payload, records);
  if (failures === 'all') return failed('the function reported all items as failed');
  if (failures.size === 0) return { kind: 'done' };
  const error = new DeliveryError(`the function reported ${failures.size} items as failed`, { stage: 'target' });
  return { kind: 'partial', failed: failures, error };
}
