import {
  TargetMisconfigured,
  TargetRefused,
  TargetThrottled,
  TargetTimedOut,
  TargetUnavailable,
} from '../../errors.ts';

export interface AnswerRules {
  readonly name: string;
  readonly maxBytes: number;
}

const JSON_TYPE = /^application\/([a-z0-9.+-]+\+)?json\b/i;

/**
 * An answer as a caller may trust it: its body read, JSON, and not too long. What it refuses has a kind: by status, a redirect (a wrong
 * URL, or somebody in between who must not get our token), a page where JSON is due (a proxy's), a body without end.
 * `304`, `404`, `410` and the like pass: they are answers. No text of the other side gets into an error.
 */
export async function trusted(
  response: Response,
  { name, maxBytes }: AnswerRules,
  askedMs?: number,
): Promise<Response> {
  const { status } = response;
  const retryAfterMs = askedMs;
  const refusal = `${name}: ${status}`;
  if (status !== 304 && status >= 300 && status < 400)
    throw await closing(response, new TargetMisconfigured(`${name} redirects (${status}), which is not followed`));
  if (status === 401 || status === 403) throw await closing(response, new TargetMisconfigured(refusal));
  if (status === 429) throw await closing(response, new TargetThrottled(refusal, { retryAfterMs }));
  if (status === 408) throw await closing(response, new TargetTimedOut(refusal));
  if (status >= 500) throw await closing(response, new TargetUnavailable(refusal, { retryAfterMs }));
  const type = response.headers.get('content-type') ?? '';
  if (status < 300 && status !== 204 && !JSON_TYPE.test(type))
    throw await closing(response, new TargetUnavailable(`${name} answers ${type || 'without a type'} instead of JSON`));
  const body = await bounded(response, name, maxBytes);
  return new Response(body, { status, statusText: response.statusText, headers: headersOf(response) });
}

/** The connection is given up, or its memory would be. */
async function closing(response: Response, error: Error): Promise<Error> {
  await response.body?.cancel().catch(() => undefined);
  return error;
}

async function bounded(response: Response, name: string, maxBytes: number): Promise<Buffer<ArrayBuffer> | null> {
  if (!response.body || response.status === 204 || response.status === 304) return null;
  const tooBig = () => new TargetRefused('AnswerTooBig', `${name} answers more than ${maxBytes} bytes`);
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw await closing(response, tooBig());
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooBig();
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

/** The body is decoded by now; its length and encoding are no longer what these said. */
function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  return headers;
}
