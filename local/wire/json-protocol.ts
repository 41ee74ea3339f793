import { crc32 } from 'node:zlib';
import type { ServiceName } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { parseJsonObject } from './body.ts';
import type { Answer, Call, Protocol, WireRequest } from './protocol.ts';
import { requireSigned } from './signature.ts';
import { UnknownOperation } from './unknown-operation.ts';

interface JsonService {
  readonly service: ServiceName;
  readonly contentType: string;
  /** DynamoDB alone sends a checksum with each answer, and its error types carry the namespace. */
  readonly dynamodb: boolean;
}

const V1_0 = 'application/x-amz-json-1.0';
const V1_1 = 'application/x-amz-json-1.1';
const json = (service: ServiceName, contentType: string, dynamodb = false): JsonService => ({
  service,
  contentType,
  dynamodb,
});

/** The services that speak AWS JSON, by the part of `X-Amz-Target` before the dot. */
const SERVICES = new Map<string, JsonService>([
  ['DynamoDB_20120810', json('dynamodb', V1_0, true)],
  ['DynamoDBStreams_20120810', json('dynamodbstreams', V1_0, true)],
  ['AWSStepFunctions', json('states', V1_0)],
  ['AmazonSQS', json('sqs', V1_0)],
  ['GraniteServiceVersion20100801', json('cloudwatch', V1_0)],
  ['AWSEvents', json('events', V1_1)],
  ['Logs_20140328', json('logs', V1_1)],
  ['secretsmanager', json('secretsmanager', V1_1)],
  ['AmazonSSM', json('ssm', V1_1)],
]);

/** AWS JSON 1.0 and 1.1: one POST for every action, which `X-Amz-Target` names. */
export const jsonProtocol: Protocol = {
  speaks: (request) => request.headers['x-amz-target'] !== undefined,
  read,
  refuse(error, requestId, request) {
    const spoken = serviceOf(request) ?? UNKNOWN;
    const body = JSON.stringify(errorBody(error, spoken));
    const answer = encode(spoken, error.status, body, requestId);
    answer.headers.push('x-amzn-errortype', error.code);
    const query = error.fields.queryErrorCode;
    if (typeof query === 'string') answer.headers.push('x-amzn-query-error', query);
    return answer;
  },
};

/** DynamoDB takes its own content type and plain JSON; anything else is no operation to it. */
const JSON_TYPE = /^application\/(?:x-amz-json-1\.0|json)\b/;

const UNKNOWN = json('dynamodb', V1_0);

function serviceOf(request: WireRequest): JsonService | undefined {
  const target = String(request.headers['x-amz-target']);
  return SERVICES.get(target.slice(0, target.indexOf('.')));
}

function read(request: WireRequest): Call {
  const spoken = serviceOf(request);
  const input = request.body.length > 0 ? parseJsonObject(request.body) : undefined;
  if (!spoken || request.method !== 'POST') throw new AwsError('UnknownOperationException', '');
  if (spoken.dynamodb && !JSON_TYPE.test(request.headers['content-type'] ?? '')) throw new UnknownOperation();
  if (spoken.dynamodb) requireSigned(request);
  if (!input && spoken.dynamodb) throw new AwsError('SerializationException', '');
  const target = String(request.headers['x-amz-target']);
  return {
    service: spoken.service,
    action: target.slice(target.indexOf('.') + 1),
    input: input ?? {},
    answer: (output, requestId) => encode(spoken, 200, output === undefined ? '{}' : JSON.stringify(output), requestId),
  };
}

function encode(spoken: JsonService, status: number, body: string, requestId: string): Answer {
  const headers = ['x-amzn-RequestId', requestId, 'Content-Type', spoken.contentType];
  if (spoken.dynamodb) headers.push('x-amz-crc32', String(crc32(body)));
  return { status, headers, body };
}

/** Errors that the front of the service raises, not the service: their namespace differs. */
const CORAL_SERVICE = new Set([
  'SerializationException',
  'UnknownOperationException',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'InternalFailure',
  'AccessDeniedException',
]);

/** What the front refuses has its text in `Message`; the services write `message`; the SDKs read both. */
const CAPITAL = new Set(['SerializationException', 'AccessDeniedException']);

function errorBody(error: AwsError, spoken: JsonService): Record<string, unknown> {
  const { queryErrorCode, ...fields } = error.fields;
  const body: Record<string, unknown> = { __type: namespace(error.code, spoken), ...fields };
  if (error.message) body[CAPITAL.has(error.code) ? 'Message' : 'message'] = error.message;
  return body;
}

function namespace(code: string, spoken: JsonService): string {
  if (CORAL_SERVICE.has(code) && (spoken.dynamodb || spoken === UNKNOWN)) return `com.amazon.coral.service#${code}`;
  if (spoken.service === 'sqs') return `com.amazonaws.sqs#${code}`;
  if (!spoken.dynamodb) return code;
  return code === 'ValidationException'
    ? `com.amazon.coral.validate#${code}`
    : `com.amazonaws.dynamodb.v20120810#${code}`;
}
