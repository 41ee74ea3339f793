import type { RequestState } from '../runtime/state.ts';
import type { GatewayRequest } from './exchange.ts';

/** For logs alone: clients get the request's id. */
export interface Fault {
  readonly requestId: string;
  /** Of the field that is null for it; absent where the whole answer is. */
  readonly path?: readonly (string | number)[] | undefined;
  readonly cause: unknown;
}

export interface RequestLog {
  readonly requestId: string;
  readonly operation: string;
  readonly engine: 'plan' | 'stitched' | 'cache' | 'none';
  readonly status: number;
  readonly milliseconds: number;
  readonly upstreamCalls: number;
  readonly errors: number;
  /** Joins with rows that nobody asked for, or that came twice. */
  readonly joinFaults: RequestState['faults'];
  /** The caller's trace (https://www.w3.org/TR/trace-context/). */
  readonly traceparent?: string;
  /** What was thrown, where the answer is a 500: for logs alone. */
  readonly cause?: unknown;
}

/** What is known of a request while it runs. */
export interface Noted {
  engine: RequestLog['engine'];
  operation: string;
  cause: unknown;
}

export const logOf = (
  request: GatewayRequest,
  state: RequestState,
  { engine, operation, cause }: Noted,
  status: number,
  milliseconds: number,
): RequestLog => ({
  requestId: state.requestId,
  operation,
  engine,
  status,
  milliseconds,
  upstreamCalls: state.calls,
  errors: state.errors.length,
  joinFaults: state.faults,
  traceparent: request.headers.traceparent,
  cause,
});
