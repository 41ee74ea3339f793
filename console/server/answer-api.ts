import type { IncomingMessage, ServerResponse } from 'node:http';
import { NoPermissionError, NotFoundError, OperationError } from '../../ops/errors.ts';
import { Refusal } from './admission.ts';
import { isStream, type Routes, readBody, type Stream } from './api.ts';
import { SECURITY_HEADERS } from './files.ts';

/** Answers what the page asks for: a JSON value, or parts one after the other. */
export async function answerApi(request: IncomingMessage, response: ServerResponse, api: Routes): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const name = `${request.method} ${pathname.slice('/api/'.length)}`;
  const route = Object.hasOwn(api, name) ? api[name] : undefined;
  if (!route) throw new Refusal(404, 'there is no such request');
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const result = await route({ query: searchParams, body: await readBody(request), signal: gone.signal });
  if (isStream(result)) return tell(response, result, gone.signal);
  const text = JSON.stringify(result);
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(text);
}

async function tell(response: ServerResponse, { kind, parts }: Stream, signal: AbortSignal): Promise<void> {
  const type = kind === 'events' ? 'text/event-stream' : 'application/x-ndjson';
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type, 'cache-control': 'no-store' });
  response.flushHeaders();
  const write = (part: unknown) => {
    const text = JSON.stringify(part);
    response.write(kind === 'events' ? `data: ${text}\n\n` : `${text}\n`);
  };
  try {
    for await (const part of parts) {
      if (signal.aborted) return;
      write(part);
    }
  } catch (error) {
    // The head has been sent: a failure on the way is a line like the others.
    if (statusOf(error) === 500) console.error('the console could not go on:', error);
    write({ problem: error instanceof Error ? error.message : String(error) });
  }
  response.end();
}

/** What went wrong, in words for people; anything unforeseen is told on standard error as well. */
export function fail(response: ServerResponse, error: unknown): void {
  const status = statusOf(error);
  if (status === 500) console.error('the console could not answer:', error);
  if (response.headersSent) return void response.destroy();
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ message }));
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof NoPermissionError) return 403;
  return error instanceof OperationError ? 422 : 500;
}
