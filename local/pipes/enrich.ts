import type { Cloud } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import { MAX_PAYLOAD_BYTES, type Pipe, serviceOf } from './model.ts';
import { DeliveryError } from './outcome.ts';
import { callDestination } from './targets/http.ts';
import { invoke } from './targets/lambda.ts';
import { runExpress } from './targets/states.ts';
import { asArray, type Payload } from './targets/target.ts';

/** Calls the enrichment with the batch, and waits for its answer. */
type Enrichment = (cloud: Cloud, pipe: Pipe, arn: string, payloads: readonly Payload[]) => Promise<string>;

const byHttp: Enrichment = async (cloud, pipe, arn, payloads) => {
  const answers: string[] = [];
  for (const payload of payloads)
    answers.push(await callDestination(cloud, arn, pipe.EnrichmentParameters?.HttpParameters, payload, 'enrichment'));
  return answers.length === 1 ? (answers[0] ?? '') : `[${answers.join(',')}]`;
};

/** The way to enrich through this ARN: a function, an Express machine or an API destination. */
export function enrichmentOf(arn: string): Enrichment {
  const service = serviceOf(arn);
  if (service === 'lambda') return (cloud, _pipe, fn, payloads) => invoke(cloud, fn, asArray(payloads), 'enrichment');
  if (service === 'states')
    return (cloud, _pipe, machine, payloads) => runExpress(cloud, machine, asArray(payloads), 'enrichment');
  if (service === 'events' && arn.includes(':api-destination/')) return byHttp;
  throw new NotSupportedError(`an enrichment by ${service || arn}`);
}

/**
 * The events that an enrichment answered. `""`, `{}` and `[]` mean that there is nothing to hand on; `[{}]` is one empty event.
 * @throws DeliveryError if the answer is no JSON, or larger than 6 MB
 */
export function enrichedEvents(text: string): unknown[] {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw new DeliveryError('The response of the enrichment is larger than 6 MB', { stage: 'enrichment' });
  const answer = parse(text);
  if (Array.isArray(answer)) return answer;
  const empty = answer === '' || answer === null || (typeof answer === 'object' && Object.keys(answer).length === 0);
  return empty ? [] : [answer];
}

function parse(text: string): unknown {
  if (text.trim() === '') return '';
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DeliveryError('The response of the enrichment is not valid JSON', { stage: 'enrichment', cause });
  }
}
