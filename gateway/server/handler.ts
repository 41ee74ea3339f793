import type { PlanEntry } from '../runtime/plan.ts';
import { RequestState } from '../runtime/state.ts';
import type { Caller } from './auth.ts';
import { type GatewayRequest, type GatewayResponse, jsonResponse, refusal } from './exchange.ts';
import type { Handler, HandlerOptions } from './handler-options.ts';
import { corsHeaders, preflight, refuseForeign } from './origin.ts';
import { type GraphQLParameters, readParameters } from './parameters.ts';
import { PlanAnswers } from './plan-answers.ts';
import { type FoundText, Registry } from './registry.ts';
import { newRequestId, requestIdOf } from './request-id.ts';
import { logOf, type Noted } from './request-log.ts';

type Answer = GatewayResponse | Promise<GatewayResponse>;

/** The gateway as a function from request to answer. It knows plans; graphql-js comes in only behind `full`. */
export function createHandler(options: HandlerOptions): Handler {
  return new GatewayHandler(options).handle;
}

class GatewayHandler {
  private readonly options: HandlerOptions;
  private readonly registry: Registry;
  private readonly planAnswers: PlanAnswers;

  constructor(options: HandlerOptions) {
    this.options = options;
    this.registry = new Registry(options);
    this.planAnswers = new PlanAnswers(options.cacheEntries ?? 1000);
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
    return jsonResponse(200, { status: 'ready', plans: this.registry.plans.size, sourcesLeftAlone: open });
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
    const found = this.registry.find(parameters);
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
    if ('plan' in found) return this.planAnswers.run(request, found, parameters, state, caller, log);
    const { full } = this.options;
    if (!full || (this.options.trustedOnly && !found.registered))
      return refusal(403, 'Only registered operations run here.', 'OPERATION_NOT_REGISTERED');
    log.engine = 'stitched';
    log.operation = parameters.operationName ?? '';
    return full(request, { ...parameters, query: found.text }, { state, caller });
  }
}

const wantsPage = (request: GatewayRequest): boolean =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
