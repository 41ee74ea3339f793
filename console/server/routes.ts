import { Refusal } from './admission.ts';
import { type ApiRequest, type Routes, required, type Stream } from './api.ts';
import { listExecutions, searchInputs } from './execution-routes.ts';
import type { Operations } from './operations.ts';

/** All that the page may ask for. What acts is POST. */
export function routes(operations: Operations): Routes {
  return {
    'GET session': () => operations.session(),
    'GET live': async ({ signal }): Promise<Stream> => ({ kind: 'events', parts: operations.feed.listen(signal) }),
    'GET landscape': () => operations.landscape(),
    'GET graph': ({ query }) => operations.graph(required(query, 'workflow')),
    'GET executions': (request) => listExecutions(operations, request),
    'GET executions/inputs': (request) => searchInputs(operations, request),
    'GET execution': ({ query }) => operations.execution(required(query, 'arn')),
    'GET dead-letters': async ({ query }) => operations.letters.list(await operations.chosen(query.get('workflow'))),
    'GET dead-letter': async ({ query }) => operations.letters.detail(required(query, 'id')),
  };
}

/** `{ids: [...]}` of a request that acts on dead letters. @throws Refusal */
export function ids({ body }: ApiRequest): string[] {
  const given = typeof body === 'object' && body !== null && 'ids' in body ? body.ids : undefined;
  if (!Array.isArray(given) || !given.length || !given.every((id) => typeof id === 'string'))
    throw new Refusal(400, 'ids must be a list of the dead letters’ ids');
  return given;
}
