import { streamEvent } from './event-stream.ts';
import type { Answer, Call, WireRequest } from './protocol.ts';
import type { RouteMatch } from './router.ts';

/** What Lambda's `Invoke` action returns. */
interface InvokeOutput {
  readonly StatusCode: number;
  readonly Payload?: string;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly ExecutedVersion?: string;
}

/** What `InvokeWithResponseStream` returns: the function's bytes as they come, and how it ended. */
export interface InvokeStreamOutput {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly contentType?: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** Read once `chunks` has ended. */
  outcome(): { readonly ErrorCode?: string; readonly ErrorDetails?: string; readonly LogResult?: string };
}

/** Invoke sends the function's payload as the body itself, and everything else in headers. */
export function invokeCall(found: RouteMatch, request: WireRequest): Call {
  return {
    service: 'lambda',
    action: 'Invoke',
    input: { ...found.fields, ...fromHeaders(request), Payload: request.body.toString() },
    answer: (output, requestId) => invokeAnswer(output as InvokeOutput, requestId),
  };
}

export function invokeStreamCall(found: RouteMatch, request: WireRequest): Call {
  return {
    service: 'lambda',
    action: 'InvokeWithResponseStream',
    input: { ...found.fields, ...fromHeaders(request), Payload: request.body.toString() },
    answer: (output, requestId) => streamAnswer(output as InvokeStreamOutput, requestId),
  };
}

function fromHeaders({ headers }: WireRequest): Record<string, unknown> {
  return {
    InvocationType: headers['x-amz-invocation-type'] ?? 'RequestResponse',
    LogType: headers['x-amz-log-type'],
    ClientContext: headers['x-amz-client-context'],
  };
}

function invokeAnswer(output: InvokeOutput, requestId: string): Answer {
  const headers = ['x-amzn-RequestId', requestId, 'Content-Type', 'application/json'];
  if (output.ExecutedVersion) headers.push('X-Amz-Executed-Version', output.ExecutedVersion);
  if (output.FunctionError) headers.push('X-Amz-Function-Error', output.FunctionError);
  if (output.LogResult) headers.push('X-Amz-Log-Result', output.LogResult);
  return { status: output.StatusCode, headers, body: output.Payload ?? '' };
}

function streamAnswer(output: InvokeStreamOutput, requestId: string): Answer {
  const headers = ['x-amzn-RequestId', requestId, 'Content-Type', 'application/vnd.amazon.eventstream'];
  headers.push('X-Amzn-Remapped-Content-Type', output.contentType ?? 'application/octet-stream');
  if (output.ExecutedVersion) headers.push('X-Amz-Executed-Version', output.ExecutedVersion);
  return { status: output.StatusCode, headers, body: streamEvents(output) };
}

async function* streamEvents(output: InvokeStreamOutput): AsyncGenerator<Buffer> {
  for await (const chunk of output.chunks) yield streamEvent('PayloadChunk', 'application/octet-stream', chunk);
  yield streamEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(output.outcome())));
}
