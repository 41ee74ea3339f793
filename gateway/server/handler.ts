import type { WireAnswer } from '../runtime/answer.ts';
import type { PlanEntry } from '../runtime/plan.ts';
import { runPlan } from '../runtime/plan.ts';
import { RequestState, type UpstreamCaller } from '../runtime/state.ts';
import type { Authenticate, Caller } from './auth.ts';
import { hashOf, PersistedDocuments } from './documents.ts';
import {
  type GatewayRequest,
  type GatewayResponse,
  GRAPHQL_TYPE,
  isGraphQLType,
  JSON_TYPE,
  jsonResponse,
  refusal,
} from './exchange.ts';
import { corsHeaders, type OriginOptions, preflight, refuseForeign } from './origin.ts';
import { type GraphQLParameters, readParameters } from './parameters.ts';
import { newRequestId, requestIdOf } from './request-id.ts';
import { type Fault, logOf, type Noted, type RequestLog } from './request-log.ts';
import { etagOf, ResponseCache } from './response-cache.ts';

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

/** A document without a plan. */
interface FoundText {
  readonly text: string;
  readonly registered: boolean;
}

type Answer = GatewayResponse | Promise<GatewayResponse>;

export type Handler = (request: GatewayRequest) => Promise<GatewayResponse>;

/** The gateway as a function from request to answer. It knows plans; graphql-js comes in only behind `full`. */
export function createHandler(options: HandlerOptions): Handler {
  return new GatewayHandler(options).handle;
}

class GatewayHandler {
  private readonly options: HandlerOptions;
  private readonly plans: ReadonlyMap<string, PlanEntry>;
  private readonly cache: ResponseCache;
  private readonly persisted = new PersistedDocuments(1000);
  /** Plans whose answers upstreams allow to be kept: for the others, a key would be made in vain. */
  private readonly keepable = new Set<string>();
  /** Hashes of documents that were sent in full and are registered: hashing again would cost more than the plan. */
  private readonly knownTexts = new Map<string, PlanEntry>();

  constructor(options: HandlerOptions) {
    this.options = options;
    this.plans = new Map(options.plans.map((p) => [p.hash, p]));
    this.cache = new ResponseCache({ maxEntries: options.cacheEntries ?? 1000 });
  }

  readonly handle: Handler = (request) =>
    request.path === '/graphql' && request.method !== 'OPTIONS'
      ? this.graphql(request)
      : Promise.resolve(this.beside(request));

  /** All that is not GraphQL. */
  private beside(request: GatewayRequest): GatewayResponse {
    if (request.path === '/health') return jsonResponse(200, { status: 'up' });
    if (request.path === '/ready') return this.ready();
    if (request.path !== '/graphql') return refusal(404, 'The gateway is at /graphql.', 'NOT_FOUND');
    return preflight(request, this.options);
  }

  private ready(): GatewayResponse {
    const open = this.options.openSources?.() ?? [];
    return jsonResponse(200, { status: 'ready', plans: this.plans.size, sourcesLeftAlone: open });
  }

  private graphql(request: GatewayRequest): Promise<GatewayResponse> {
    const foreign = refuseForeign(request, this.options);
    return foreign ? Promise.resolve(this.withCors(request, foreign)) : this.allowed(request);
  }

  private withCors(request: GatewayRequest, response: GatewayResponse): GatewayResponse {
    if (request.headers.origin !== undefined) Object.assign(response.headers, corsHeaders(request, this.options));
    return response;
  }

  private async allowed(request: GatewayRequest): Promise<GatewayResponse> {
    const started = performance.now();
    const { onFault } = this.options;
    const requestId = requestIdOf(request) ?? (this.options.newRequestId ?? newRequestId)();
    const state = new RequestState(this.options.upstream, {
      requestId,
      headers: request.headers,
      cancellation: request.cancellation,
      unforeseen: onFault && ((cause, path) => onFault({ requestId, path, cause })),
    });
    const log: Noted = { engine: 'none', operation: '', cause: undefined };
    let response: GatewayResponse;
    try {
      response = await this.answer(request, state, log);
    } catch (cause) {
      log.cause = cause;
      state.unforeseen?.(cause);
      response = refusal(500, 'Something went wrong.', 'INTERNAL_SERVER_ERROR');
    }
    response.headers['x-request-id'] = state.requestId;
    this.options.onRequest?.(logOf(request, state, log, response.status, performance.now() - started));
    return this.withCors(request, response);
  }

  /** A promise only where something has to be waited for: each layer of `async` costs as much as reading the parameters. */
  private answer(request: GatewayRequest, state: RequestState, log: Noted): Answer {
    if (this.options.graphiql && this.options.full && wantsPage(request))
      return this.options.full(request, { variables: {} }, { state, caller: undefined });
    const parameters = readParameters(request, { maxBytes: this.options.maxBytes ?? 100_000 });
    if ('status' in parameters) return parameters;
    const found = this.find(parameters);
    if ('status' in found) return found;
    const { authenticate } = this.options;
    return authenticate
      ? authenticate(request.headers).then((caller) => this.run(request, found, parameters, state, caller, log))
      : this.run(request, found, parameters, state, undefined, log);
  }

  private run(
    request: GatewayRequest,
    found: PlanEntry | FoundText,
    parameters: GraphQLParameters,
    state: RequestState,
    caller: Caller | undefined | null,
    log: Noted,
  ): Answer {
    if (caller === null)
      return refusal(401, 'The token is not valid.', 'UNAUTHENTICATED', {
        'www-authenticate': 'Bearer error="invalid_token"',
      });
    if ('plan' in found) return this.runPlan(request, found, parameters, state, caller, log);
    const { full } = this.options;
    if (!full || (this.options.trustedOnly && !found.registered))
      return refusal(403, 'Only registered operations run here.', 'OPERATION_NOT_REGISTERED');
    log.engine = 'stitched';
    log.operation = parameters.operationName ?? '';
    return full(request, { ...parameters, query: found.text }, { state, caller });
  }

  /** The plan of a request, or the text of its document, or why there is neither. */
  private find({ query, hash }: GraphQLParameters): PlanEntry | FoundText | GatewayResponse {
    if (query === undefined) {
      const plan = this.plans.get(hash ?? '');
      if (plan) return plan;
      const registered = this.options.documents?.get(hash ?? '');
      if (registered !== undefined) return { text: registered, registered: true };
      const text = this.persisted.get(hash ?? '');
      if (text !== undefined) return { text, registered: false };
      // Apollo Client reads this message, and sends the document once more in full.
      return jsonResponse(
        200,
        { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
        { 'cache-control': 'no-store' },
      );
    }
    const known = this.knownTexts.get(query);
    if (known) return known;
    const actual = hashOf(query);
    if (hash !== undefined && hash !== actual)
      return refusal(400, 'The hash is not that of the document.', 'PERSISTED_QUERY_MISMATCH');
    const plan = this.plans.get(actual);
    if (plan) this.knownTexts.set(query, plan);
    if (plan) return plan;
    if (hash !== undefined && !this.options.trustedOnly) this.persisted.set(hash, query);
    return { text: query, registered: this.options.documents?.has(actual) ?? false };
  }

  private runPlan(
    request: GatewayRequest,
    entry: PlanEntry,
    parameters: GraphQLParameters,
    state: RequestState,
    caller: Caller | undefined,
    log: Noted,
  ): Answer {
    log.operation = entry.name;
    if (entry.kind === 'mutation' && request.method === 'GET')
      return refusal(405, 'A mutation needs POST.', 'METHOD_NOT_ALLOWED', { allow: 'POST' });
    const missing = entry.scopes.filter((s) => !caller?.scopes.has(s));
    if (missing.length > 0) return refusal(403, `This needs the scope ${missing.join(', ')}.`, 'FORBIDDEN');
    const key = this.keepable.has(entry.hash) ? this.keyOf(request, entry, parameters.variables) : undefined;
    const kept = key === undefined ? undefined : this.cache.get(key);
    if (kept) {
      log.engine = 'cache';
      return this.respond(request, 200, kept.body, this.cacheControl(entry, kept.remaining), kept.etag);
    }
    log.engine = 'plan';
    return runPlan(entry.plan, state, parameters.variables).then(({ answer, invalid }) =>
      this.planResponse(request, entry, parameters.variables, answer, invalid, state),
    );
  }

  private planResponse(
    request: GatewayRequest,
    entry: PlanEntry,
    variables: GraphQLParameters['variables'],
    answer: WireAnswer,
    invalid: boolean,
    state: RequestState,
  ): GatewayResponse {
    const body = JSON.stringify(answer);
    if (invalid) return this.respond(request, isGraphQLType(request) ? 400 : 200, body, 'no-store');
    const maxAge = answer.errors || entry.kind === 'mutation' ? 0 : (state.maxAge ?? 0);
    if (maxAge <= 0 || !Number.isFinite(maxAge)) return this.respond(request, 200, body, 'no-store');
    const etag = etagOf(body);
    this.keepable.add(entry.hash);
    this.cache.set(this.keyOf(request, entry, variables), body, etag, maxAge);
    return this.respond(request, 200, body, this.cacheControl(entry, maxAge), etag);
  }

  private keyOf(request: GatewayRequest, entry: PlanEntry, variables: GraphQLParameters['variables']): string {
    return ResponseCache.key(
      entry.hash,
      variables,
      entry.forward.map((h) => request.headers[h]),
    );
  }

  private cacheControl(entry: PlanEntry, seconds: number): string {
    return `${entry.forward.length > 0 ? 'private' : 'public'}, max-age=${seconds}`;
  }

  private respond(
    request: GatewayRequest,
    status: number,
    body: string,
    cacheControl: string,
    etag?: string,
  ): GatewayResponse {
    const headers: Record<string, string> = {
      'content-type': isGraphQLType(request) ? GRAPHQL_TYPE : JSON_TYPE,
      'cache-control': cacheControl,
    };
    if (etag === undefined) return { status, headers, body };
    headers.etag = etag;
    if (request.method === 'GET' && request.headers['if-none-match'] === etag)
      return { status: 304, headers, body: '' };
    return { status, headers, body };
  }
}

const wantsPage = (request: GatewayRequest): boolean =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
