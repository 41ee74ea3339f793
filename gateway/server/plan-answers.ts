import type { WireAnswer } from '../runtime/answer.ts';
import { type PlanEntry, runPlan } from '../runtime/plan.ts';
import type { RequestState } from '../runtime/state.ts';
import type { Caller } from './auth.ts';
import {
  type GatewayRequest,
  type GatewayResponse,
  GRAPHQL_TYPE,
  isGraphQLType,
  JSON_TYPE,
  refusal,
} from './exchange.ts';
import type { GraphQLParameters } from './parameters.ts';
import type { Noted } from './request-log.ts';
import { etagOf, ResponseCache } from './response-cache.ts';

/** Answers by plans, or from the cache where the sources of an earlier answer allow it. */
export class PlanAnswers {
  private readonly cache: ResponseCache;
  /** Plans whose answers upstreams allow to be kept: for the others, a key would be made in vain. */
  private readonly keepable = new Set<string>();

  constructor(cacheEntries: number) {
    this.cache = new ResponseCache({ maxEntries: cacheEntries });
  }

  run(
    request: GatewayRequest,
    entry: PlanEntry,
    parameters: GraphQLParameters,
    state: RequestState,
    caller: Caller | undefined,
    log: Noted,
  ): GatewayResponse | Promise<GatewayResponse> {
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
      this.answered(request, entry, parameters.variables, answer, invalid, state),
    );
  }

  private answered(
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
