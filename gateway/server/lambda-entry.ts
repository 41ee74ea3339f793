import { createDispatchTransport } from '../runtime/dispatch.ts';
import { kit } from '../runtime/kit.ts';
import type { PlanModule } from '../runtime/plan.ts';
import { Upstream } from '../runtime/upstream.ts';
import type { Authenticate, AuthOptions } from './auth.ts';
import { SourceBreaker } from './breaker.ts';
import { type SourceSettings, sourceConfig } from './config.ts';
import { createHandler } from './handler.ts';
import { createLambda, type HttpEvent, type HttpResult } from './lambda.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The gateway as a Lambda function: plans alone, so only registered operations run. Settings: `AUTH_ISSUER`, `AUTH_AUDIENCE`,
 * `AUTH_JWKS_URL` (where the keys are elsewhere), `ALLOWED_ORIGINS` (comma-separated), and each source's own variables.
 */
export function createLambdaHandler(
  plans: PlanModule,
  sources: readonly SourceSettings[],
  environment: Environment,
): (event: HttpEvent) => Promise<HttpResult> {
  const upstream = new Upstream({
    sources: sources.map((s) => sourceConfig(s, environment)),
    transport: createDispatchTransport(),
    breaker: () => new SourceBreaker(),
    onCall: (log) =>
      log.failure !== undefined &&
      print('warn', { call: log.operation, source: log.source, failure: log.failure, requestId: log.requestId }),
  });
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwksUrl } = environment;
  const handle = createHandler({
    plans: plans(kit),
    upstream,
    allowedOrigins: (environment.ALLOWED_ORIGINS ?? '').split(',').filter(Boolean),
    ...(issuer && audience ? { authenticate: authenticator({ issuer, audience, ...(jwksUrl && { jwksUrl }) }) } : {}),
    onFault: ({ requestId, path, cause }) =>
      print('error', { requestId, path, cause: cause instanceof Error ? cause.stack : String(cause) }),
    onRequest: (log) => print(log.joinFaults.length > 0 ? 'warn' : 'info', log),
  });
  return createLambda(handle);
}

/** The check of tokens is a third of the code: it is read while the function starts, and only where there is an issuer. */
function authenticator(options: AuthOptions): Authenticate {
  const ready = import('./auth.ts').then(({ createAuthenticate }) => createAuthenticate(options));
  return async (headers) => (await ready)(headers);
}

/** One JSON object a line, as CloudWatch Logs Insights reads it. */
function print(level: 'info' | 'warn' | 'error', fields: object): void {
  console.log(JSON.stringify({ level, ...fields }));
}
