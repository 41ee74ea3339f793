import type { PlanEntry } from '../runtime/plan.ts';
import type { RequestState, UpstreamCaller } from '../runtime/state.ts';
import type { Authenticate, Caller } from './auth.ts';
import type { GatewayRequest, GatewayResponse } from './exchange.ts';
import type { OriginOptions } from './origin.ts';
import type { GraphQLParameters } from './parameters.ts';
import type { Fault, RequestLog } from './request-log.ts';

/** Runs an operation that has no plan. */
export type FullSurface = (
  request: GatewayRequest,
  parameters: GraphQLParameters,
  context: FullContext,
) => Promise<GatewayResponse>;

export interface FullContext {
  readonly state: RequestState;
  readonly caller: Caller | undefined;
}

export interface HandlerOptions extends OriginOptions {
  readonly plans: readonly PlanEntry[];
  /** Registered documents that have no plan, by hash: they run in full, in production too. */
  readonly documents?: ReadonlyMap<string, string>;
  readonly upstream: UpstreamCaller;
  readonly authenticate?: Authenticate;
  /** Absent where only registered operations run. */
  readonly full?: FullSurface;
  /** Refuses what is not registered, even if `full` could run it. */
  readonly trustedOnly?: boolean;
  readonly maxBytes?: number;
  readonly cacheEntries?: number;
  readonly newRequestId?: () => string;
  /** Told at once of what was thrown behind an error that says only `INTERNAL_SERVER_ERROR`. */
  readonly onFault?: (fault: Fault) => void;
  /** Told of each request when it is answered. */
  readonly onRequest?: (log: RequestLog) => void;
  /** Sources that are left alone at the moment. */
  readonly openSources?: () => readonly string[];
  readonly graphiql?: boolean;
}

export type Handler = (request: GatewayRequest) => Promise<GatewayResponse>;
