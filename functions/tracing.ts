import { once } from './once.ts';
import { setting } from './settings.ts';

/**
 * Powertools brings the X-Ray SDK, a seventh of a function's code: it is loaded at the first invocation that X-Ray samples, so that no
 * other pays for it. Requests are not captured: their addresses may hold a person's hash.
 */
const tracer = once(async () => {
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  return new Tracer({ serviceName: setting('WORKFLOW'), captureHTTPsRequests: false });
});

const isSampled = () => process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false;

type Ids = readonly (string | undefined)[];

/**
 * Runs the work as a subsegment of the invocation's trace, found by what it is about: `annotation.workflow`, and of a single event
 * `annotation.correlationId` (see correlation.ts). Without a daemon nothing is kept, and nothing fails. No payload, no key, no
 * error's text.
 */
export async function traced<T>(ids: Ids, work: () => Promise<T>): Promise<T> {
  if (!isSampled()) return work();
  const found = await tracer();
  const parent = found.getSegment();
  if (!parent) return work();
  const own = parent.addNewSubsegment('events');
  annotate(own, ids);
  found.setSegment(own);
  try {
    return await work();
  } catch (error) {
    own.addFaultFlag();
    throw error;
  } finally {
    own.close();
    found.setSegment(parent);
  }
}

function annotate(own: { addAnnotation(name: string, value: string | number): void }, ids: Ids): void {
  own.addAnnotation('workflow', setting('WORKFLOW'));
  own.addAnnotation('events', ids.length);
  if (ids.length === 1 && ids[0]) own.addAnnotation('correlationId', ids[0]);
}
