/** An HTTP answer, as a function gives it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

type Head = Omit<HttpAnswer, 'body'>;

const JSON_HEAD: Head = { status: 200, headers: { 'content-type': 'application/json' }, cookies: [] };

/** A result with a `statusCode` is the answer itself; any other is the body of a 200. */
export function toHttpAnswer(payload: string): HttpAnswer {
  const result: unknown = JSON.parse(payload);
  if (!isRecord(result) || !('statusCode' in result)) {
    const text = typeof result === 'string' ? result : payload;
    return { ...JSON_HEAD, body: Buffer.from(text) };
  }
  const body =
    typeof result.body === 'string' ? result.body : result.body === undefined ? '' : JSON.stringify(result.body);
  return { ...toHead(result), body: Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8') };
}

function toHead(result: Record<string, unknown>): Head {
  const status = Number(result.statusCode);
  const given = isRecord(result.headers) ? Object.entries(result.headers) : [];
  const headers = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
  const cookies = Array.isArray(result.cookies) ? result.cookies.map(String) : [];
  const valid = Number.isInteger(status) && status >= 200 && status <= 599;
  return { status: valid ? status : 502, headers: { 'content-type': 'application/json', ...headers }, cookies };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);

/** Reads a streamed answer up to its first bytes of body: after the prelude (JSON and eight zero bytes), if there is one. */
export async function readPrelude(
  chunks: AsyncIterator<Buffer>,
  contentType: string | undefined,
): Promise<{ head: Head; rest: Buffer }> {
  const plain: Head = {
    status: 200,
    headers: { 'content-type': contentType ?? 'application/octet-stream' },
    cookies: [],
  };
  let read = Buffer.alloc(0);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    read = Buffer.concat([read, next.value]);
    if (contentType !== HTTP_INTEGRATION) return { head: plain, rest: read };
    const end = read.indexOf(PRELUDE_END);
    if (end >= 0) return { head: preludeHead(read.toString('utf8', 0, end)), rest: read.subarray(end + 8) };
  }
  return { head: plain, rest: read };
}

function preludeHead(text: string): Head {
  const prelude: unknown = JSON.parse(text);
  return toHead({ statusCode: 200, ...(isRecord(prelude) ? prelude : {}) });
}
