import type { Stream } from '../../console/server/api.ts';
import { Operations } from '../../console/server/operations.ts';
import { routes } from '../../console/server/routes.ts';
import type { Clients } from '../../ops/clients.ts';
import { SIGN_UPS, send, user } from './letters.ts';

/** Each of the console's pages is opened once, and each of its buttons pressed. */
export async function lookAround(clients: Clients, unheard: Clients, arns: { express: string; standard: string }) {
  await send(unheard, SIGN_UPS, JSON.stringify({ detail: user('looked-at') }));
  const operations = new Operations(clients, { target: {}, version: '0' });
  const ask = routes(operations);
  const { signal } = new AbortController();
  const get = (path: string, query: Record<string, string> = {}, body?: unknown) =>
    ask[path]?.({ query: new URLSearchParams(query), body, signal });
  try {
    for (const path of ['GET session', 'GET landscape', 'GET executions', 'GET dead-letters']) await get(path);
    await get('GET graph', { workflow: 'inventory-to-algolia' });
    await get('GET executions/inputs', { key: 'poison' });
    for (const arn of Object.values(arns)) await get('GET execution', { arn });
    for await (const _ of ((await get('GET live')) as Stream).parts) break;
    const { letters } = (await get('GET dead-letters')) as { letters: { id: string }[] };
    const ids = letters.map(({ id }) => id);
    for (const act of ['preview', 'redrive']) await drain(await get(`POST dead-letters/${act}`, {}, { ids }));
    await send(unheard, SIGN_UPS, JSON.stringify({ detail: user('thrown-away') }));
    const more = (await get('GET dead-letters')) as { letters: { id: string }[] };
    await drain(
      await get('POST dead-letters/discard', {}, { ids: more.letters.map(({ id }) => id), reason: 'a test' }),
    );
  } finally {
    operations.close();
  }
}

async function drain(stream: unknown): Promise<void> {
  for await (const _ of (stream as Stream).parts);
}
