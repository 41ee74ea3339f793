import type { Context, Span, Tracer } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import { createTracing } from './tracing.ts';

test('a request is a span, and each of its calls one below it', () => {
  const spans: { name: string; parent: unknown; start: unknown; end?: unknown; status?: unknown }[] = [];
  const startSpan = (name: string, options: { startTime?: unknown }, parent: Context): Span => {
    const made = { name, parent: trace.getSpan(parent), start: options.startTime } as (typeof spans)[number];
    spans.push(made);
    const span = {
      isRecording: () => true,
      setStatus: (status: unknown) => Object.assign(made, { status }),
      end: (end: unknown) => Object.assign(made, { end }),
      made,
    };
    return span as unknown as Span;
  };
  let now = 1000;
  const { onCall, onRequest } = createTracing({ startSpan } as unknown as Tracer, () => now);
  onCall({ source: 'inventory', operation: 'itemsByIds', status: 200, milliseconds: 5, requestId: 'r' });
  now = 1010;
  onCall({
    source: 'providers',
    operation: 'providersByIds',
    status: 0,
    milliseconds: 8,
    requestId: 'r',
    failure: 'timeout',
  });
  onCall({ source: 'providers', operation: 'providersByIds', status: 200, milliseconds: 1, requestId: 'other' });
  onRequest({
    requestId: 'r',
    operation: 'Shortlist',
    engine: 'plan',
    status: 200,
    milliseconds: 20,
    upstreamCalls: 2,
    errors: 1,
    joinFaults: [],
  });
  expect(spans.map((s) => [s.name, s.start, s.end])).toEqual([
    ['graphql Shortlist', 990, 1010],
    ['inventory.itemsByIds', 995, 1000],
    ['providers.providersByIds', 1002, 1010],
  ]);
  expect(spans[1]?.parent).toMatchObject({ made: { name: 'graphql Shortlist' } });
  expect(spans[2]?.status).toMatchObject({ message: 'timeout' });
});

test('an SDK that is registered after the gateway was made gets its spans', () => {
  const names: string[] = [];
  const startSpan = (name: string): Span => {
    names.push(name);
    return trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 });
  };
  const request = { requestId: 'r', operation: 'Shortlist', engine: 'plan', status: 200, milliseconds: 1 } as const;
  const { onRequest } = createTracing();
  onRequest({ ...request, upstreamCalls: 0, errors: 0, joinFaults: [] });
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer });
  onRequest({ ...request, upstreamCalls: 0, errors: 0, joinFaults: [] });
  trace.disable();
  expect(names).toEqual(['graphql Shortlist']);
});
