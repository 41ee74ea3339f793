import {
  context,
  ProxyTracerProvider,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { CallLog } from '../runtime/source.ts';
import type { RequestLog } from './request-log.ts';

const NAME = 'penstock-gateway';

/** Whether the process has an SDK by now: it may be registered after the gateway is made. */
function isRegistered(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined;
}

/** Requests whose calls are held until the request is answered; more than this at once are not traced. */
const MOST_OPEN = 10_000;

export interface TracingHooks {
  readonly onCall: (log: CallLog) => void;
  readonly onRequest: (log: RequestLog) => void;
}

/**
 * OpenTelemetry spans: one per request, below the caller's trace, and one per upstream call below it. They are made when the
 * request is answered, from times that are measured anyway, so that an untraced process pays nothing. The process that starts
 * the gateway registers the SDK and its exporter; without one these are no-ops.
 */
export function createTracing(given?: Tracer, now: () => number = Date.now): TracingHooks {
  const tracer = given ?? trace.getTracer(NAME);
  const open = new Map<string, { log: CallLog; end: number }[]>();
  let active = given !== undefined;
  const isActive = (): boolean => {
    active ||= isRegistered();
    return active;
  };
  return {
    onCall: (log) => {
      if (!isActive()) return;
      const calls = open.get(log.requestId);
      if (calls) calls.push({ log, end: now() });
      else if (open.size < MOST_OPEN) open.set(log.requestId, [{ log, end: now() }]);
    },
    onRequest: (log) => {
      if (!isActive()) return;
      const calls = open.get(log.requestId) ?? [];
      open.delete(log.requestId);
      const end = now();
      const parent =
        log.traceparent === undefined
          ? context.active()
          : propagation.extract(context.active(), { traceparent: log.traceparent });
      const attributes = {
        'graphql.operation.name': log.operation,
        'penstock.engine': log.engine,
        'penstock.request_id': log.requestId,
        'http.response.status_code': log.status,
      };
      const span = tracer.startSpan(
        `graphql ${log.operation}`.trim(),
        { kind: SpanKind.SERVER, startTime: end - log.milliseconds, attributes },
        parent,
      );
      // The calls of a trace that is not sampled have no spans either.
      if (!span.isRecording()) return;
      for (const call of calls) callSpan(tracer, call.log, call.end, trace.setSpan(parent, span));
      if (log.errors > 0 || log.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(end);
    },
  };
}

function callSpan(tracer: Tracer, log: CallLog, end: number, parent: ReturnType<typeof context.active>): void {
  const attributes = {
    'peer.service': log.source,
    'penstock.operation': log.operation,
    'http.response.status_code': log.status,
  };
  const span = tracer.startSpan(
    `${log.source}.${log.operation}`,
    { kind: SpanKind.CLIENT, startTime: end - log.milliseconds, attributes },
    parent,
  );
  if (log.failure !== undefined || log.status >= 500)
    span.setStatus({ code: SpanStatusCode.ERROR, ...(log.failure === undefined ? {} : { message: log.failure }) });
  span.end(end);
}
