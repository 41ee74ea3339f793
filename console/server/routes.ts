import { Refusal } from './admission.ts';
import { type ApiRequest, type Routes, required, type Stream } from './api.ts';
import { listExecutions, searchInputs } from './execution-routes.ts';
import { discardLetters, previewLetters, redriveLetters, type Share } from './letter-actions.ts';
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
    'POST dead-letters/preview': async (request) => ({
      kind: 'lines',
      parts: previewLetters(operations.clients, operations.letters, await shares(operations, request), request.signal),
    }),
    'POST dead-letters/redrive': async (request) => ({
      kind: 'lines',
      parts: redriveLetters(operations.clients, operations.letters, await shares(operations, request), request.signal),
    }),
    'POST dead-letters/discard': async (request) => ({
      kind: 'lines',
      parts: discardLetters(operations.clients, await shares(operations, request), reason(request), request.signal),
    }),
    'GET dead-letter': async ({ query }) => operations.letters.detail(required(query, 'id')),
  };
}

/** The letters that a request is about, by workflow. @throws Refusal if none of them is there any more */
async function shares(operations: Operations, request: ApiRequest): Promise<Share[]> {
  const owners = operations.letters.byWorkflow(ids(request));
  if (!owners.size) throw new Refusal(404, 'these dead letters are not there (any more): read the list again');
  const workflows = await operations.workflows();
  return workflows.flatMap((workflow) => {
    const own = owners.get(workflow.name);
    return own ? [{ workflow, ids: own }] : [];
  });
}

/** `{ids: [...]}` of a request that acts on dead letters. @throws Refusal */
function ids({ body }: ApiRequest): string[] {
  const given = typeof body === 'object' && body !== null && 'ids' in body ? body.ids : undefined;
  if (!Array.isArray(given) || !given.length || !given.every((id) => typeof id === 'string'))
    throw new Refusal(400, 'ids must be a list of the dead letters’ ids');
  return given;
}

/** Why somebody discards: the audit log has it. @throws Refusal */
function reason({ body }: ApiRequest): string {
  const given = typeof body === 'object' && body !== null && 'reason' in body ? body.reason : undefined;
  if (typeof given !== 'string' || !given.trim()) throw new Refusal(400, 'a reason is needed: the audit log keeps it');
  return given.trim().slice(0, 500);
}
