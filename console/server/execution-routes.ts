import type { ExecutionEnd } from '../../ops/executions/end.ts';
import { findExecutions } from '../../ops/executions/find.ts';
import type { ExecutionSummary } from '../../ops/executions/types.ts';
import { type ApiRequest, number, required } from './api.ts';
import type { BookQuery } from './execution-book.ts';
import type { Operations } from './operations.ts';
import type { ExecutionPage, InputSearch } from './shapes.ts';

const DAY_MS = 86_400_000;
const MOST_ROWS = 500;

/** A long list is answered with what is known after this time, and the page asks again. */
const PATIENCE_MS = 1_500;

/**
 * `?workflow&status&text&from&asOf&offset&limit`: one window of the list, as of a moment, so that the rows stay where they are while
 * newer executions come.
 */
export async function listExecutions(operations: Operations, { query }: ApiRequest): Promise<ExecutionPage> {
  const workflows = (await operations.chosen(query.get('workflow'))).map(({ name }) => name);
  const now = Date.now();
  const from = number(query, 'from', now - DAY_MS);
  const asOf = number(query, 'asOf', now);
  const { book } = operations;
  const fresh = query.has('asOf') && book.covers(workflows, from);
  if (!fresh) await atMost(PATIENCE_MS, book.refresh(workflows, from));
  const page = book.search(
    bookQuery(query, workflows, from, asOf),
    number(query, 'offset', 0),
    number(query, 'limit', 100, MOST_ROWS),
  );
  return { ...page, complete: book.covers(workflows, from), asOf };
}

/** A text that is no key may stand in the inputs of Standard executions: each is asked for its own. What is found is then known to the list as well. */
export async function searchInputs(operations: Operations, { query, signal }: ApiRequest): Promise<InputSearch> {
  const key = required(query, 'key');
  const from = number(query, 'from', Date.now() - DAY_MS);
  const chosen = await operations.chosen(query.get('workflow'));
  const found: ExecutionSummary[] = [];
  for (const workflow of chosen)
    for await (const row of findExecutions(operations.clients, workflow, {
      key,
      inputs: true,
      from,
      limit: MOST_FOUND,
    })) {
      found.push({ ...row, keys: [...new Set([key, ...row.keys])] });
      if (signal.aborted) break;
    }
  operations.book.add(found);
  return { found: found.length };
}

const MOST_FOUND = 100;

function bookQuery(query: URLSearchParams, workflows: readonly string[], from: number, to: number): BookQuery {
  const status = query.get('status');
  const text = query.get('text');
  return { workflows, from, to, ...(status && { status: status as ExecutionEnd }), ...(text && { text }) };
}

/** Waits for it, but no longer than this; it goes on then, and its failure is the next caller's to meet. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
