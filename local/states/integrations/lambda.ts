import type { Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject, tooDeep } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';

interface Invocation {
  readonly StatusCode: number;
  readonly Payload?: string;
  readonly FunctionError?: string;
  readonly ExecutedVersion?: string;
  readonly LogResult?: string;
}

const NAMING = { prefix: 'Lambda', service: 'AWSLambda', generic: 'AWSLambdaException' };

/** `lambda:invoke`: the payload stands in an envelope with the call's metadata. */
export const lambda: Integration = async ({ visit }, given) => {
  const answer = await invoke(visit, {
    ...given,
    ...(given.Payload === undefined ? {} : { Payload: payloadText(given.Payload) }),
  });
  const payload = answer.Payload ?? '';
  return {
    ...(answer.ExecutedVersion === undefined ? {} : { ExecutedVersion: answer.ExecutedVersion }),
    ...(answer.LogResult === undefined ? {} : { LogResult: answer.LogResult }),
    ...(payload === '' ? {} : { Payload: parsed(payload) }),
    ...sdkMetadata(visit, payload, headersOf(answer), 'application/json'),
    StatusCode: answer.StatusCode,
  };
};

const headersOf = ({ ExecutedVersion }: Invocation): Record<string, string> => ({
  'X-Amz-Executed-Version': ExecutedVersion ?? '$LATEST',
  'x-amzn-Remapped-Content-Length': '0',
});

/** A function's ARN as the Resource: the state's input is the payload, the payload is the result. */
export async function invokeFunction(visit: Visit, arn: string, given: Json): Promise<Json> {
  const answer = await invoke(visit, { FunctionName: arn, Payload: payloadText(given) });
  return parsed(answer.Payload ?? 'null');
}

/** The function sees an empty object where the payload is null. */
const payloadText = (payload: Json): string => (payload === null ? '{}' : JSON.stringify(payload));

async function invoke(visit: Visit, input: JsonObject): Promise<Invocation> {
  let answer: Invocation;
  try {
    answer = await visit.branch.execution.call<Invocation>('lambda', 'Invoke', input);
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
  if (answer.FunctionError !== undefined) throw functionFailure(answer.Payload ?? '');
  return answer;
}

function functionFailure(payload: string): StateFailure {
  const body = parsed(payload || 'null');
  if (isObject(body) && typeof body.errorType === 'string') return new StateFailure(body.errorType, payload);
  const why = 'The cause could not be determined because Lambda did not return an error type. Returned payload: ';
  return new StateFailure('Lambda.Unknown', why + payload);
}

function parsed(text: string): Json {
  if (tooDeep(text)) throw new StateFailure('States.Runtime', 'The payload is nested too deeply');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
