import { uuid } from '../../clock.ts';
import type { Visit } from '../execution/visit.ts';
import type { JsonObject } from '../json.ts';

/** What the optimised integrations add to a response, as the Java SDK reports it. */
export function sdkMetadata(
  visit: Visit,
  body: string,
  more: Record<string, string> = {},
  type = 'application/x-amz-json-1.0',
): JsonObject {
  const requestId = uuid(visit.clock);
  const headers: Record<string, string> = {
    connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Type': type,
    Date: new Date(visit.clock.now()).toUTCString(),
    'x-amzn-RequestId': requestId,
    ...more,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
