/** Something the server refused or could not do; the message is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

const token = document.querySelector<HTMLMetaElement>('meta[name=penstock-token]')?.content ?? '';

/** @throws ApiError */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await answered(await send('GET', path, undefined, signal))).json() as Promise<T>;
}

/** @throws ApiError */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await answered(await send('POST', path, body, signal))).json() as Promise<T>;
}

/** Asks for something that tells its progress: one JSON object a line. @throws ApiError */
export async function* progress<T>(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<T> {
  yield* lines<T>(await answered(await send('POST', path, body, signal)), (line) => line);
}

/** Server-sent events, by `fetch`, since `EventSource` cannot send the token. Ends when the server ends it. @throws ApiError */
export async function* events<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
  const response = await answered(await send('GET', path, undefined, signal));
  yield* lines<T>(response, (line) => (line.startsWith('data: ') ? line.slice(6) : ''));
}

async function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { 'x-penstock-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) };
  try {
    return await fetch(`/api/${path}`, { method, headers, ...json, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('the console’s server does not answer: has it been ended?', 0);
  }
}

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  const told = (await response.json().catch(() => ({}))) as { message?: string };
  if (response.status === 403 && !told.message) throw new ApiError('reload the page: the server was started anew', 403);
  throw new ApiError(told.message ?? `the server answered ${response.status}`, response.status);
}

async function* lines<T>(response: Response, pick: (line: string) => string): AsyncGenerator<T> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts.map(pick)) if (part) yield JSON.parse(part) as T;
  }
}
