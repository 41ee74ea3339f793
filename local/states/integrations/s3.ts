import { uuid } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { gather } from '../../s3/contents.ts';
import type { Visit } from '../execution/visit.ts';
import { dataLimit, StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { Integration } from './integration.ts';
import { actionName } from './names.ts';

/** Exceptions of the Java SDK's model; all else is its general one. */
const MODELLED = new Set([
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'InvalidObjectState',
  'InvalidRequest',
  'NoSuchBucket',
  'NoSuchKey',
  'NoSuchUpload',
]);
const TIMES = new Set(['CreationDate', 'Initiated', 'LastModified']);

interface Answer extends JsonObject {
  ContentLength: number;
}

/** `aws-sdk:s3:<action>`. A body is text in either direction; JSON that is sent is sent as its text. */
export const s3: Integration = async ({ visit, resource }, given) => {
  const { Body: sent, ...input } = given;
  const body = sent === undefined ? {} : { Body: typeof sent === 'string' ? sent : JSON.stringify(sent) };
  try {
    const action = actionName(resource.action);
    const answer = (await visit.branch.execution.call<Answer>('s3', action, { ...input, ...body })) ?? {};
    const { Body, ...rest } = answer as Answer & { Body?: Json };
    return { ...(isBody(Body) ? { Body: await text(visit, Body, answer) } : {}), ...(shown(rest) as JsonObject) };
  } catch (error) {
    throw failure(visit, error);
  }
};

const isBody = (value: unknown): value is AsyncIterable<Buffer> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function text(visit: Visit, body: AsyncIterable<Buffer>, { ContentLength }: Answer): Promise<string> {
  if (ContentLength > LIMITS.payloadBytes) throw dataLimit(visit.name);
  return (await gather(body)).toString();
}

/** Without what is absent, and with times as the Java SDK shows them. */
function shown(value: Json, name = ''): Json {
  if (typeof value === 'number' && TIMES.has(name)) return new Date(value * 1_000).toISOString();
  if (Array.isArray(value)) return value.map((item) => shown(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, shown(item, key)]),
  );
}

function failure(visit: Visit, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code, message, status } = error;
  const cause = `${message} (Service: S3, Status Code: ${status}, Request ID: ${uuid(visit.clock)}, Extended Request ID: ${uuid(visit.clock)})`;
  return new StateFailure(`S3.${MODELLED.has(code) ? code : 'S3'}Exception`, cause, { cause: error });
}
