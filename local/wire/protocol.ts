import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceName } from '../cloud.ts';
import type { AwsError } from '../errors.ts';

/** A request whose body has been read whole. */
export interface WireRequest {
  readonly method: string;
  /** The path and the query string, as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty until it has been read. */
  body: Buffer;
}

/** What goes back: `headers` is a flat list of names and values, as `ServerResponse.writeHead` takes it. */
export interface Answer {
  readonly status: number;
  readonly headers: string[];
  readonly body: string | Buffer | AsyncIterable<Buffer>;
}

/** One API call, taken from a request by a protocol, which also knows how to put its outcome. */
export interface Call {
  readonly service: ServiceName;
  readonly action: string;
  readonly input: unknown;
  /** The error code for an action that the service does not have; `UnknownOperationException` unless given. */
  readonly unknownAction?: string;
  answer(output: unknown, requestId: string): Answer;
}

/** How an AWS wire protocol reads requests and writes refusals. */
export interface Protocol {
  /** True if the request speaks this protocol. */
  speaks(request: WireRequest): boolean;
  /** The call; a malformed request is thrown as an `AwsError`. */
  read(request: WireRequest): Call;
  refuse(error: AwsError, requestId: string, request: WireRequest): Answer;
}
