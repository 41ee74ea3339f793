import { internal, type WireAnswer, type WireError, wireError } from '../runtime/answer.ts';
import { Failure } from '../runtime/failure.ts';
import type { RequestState } from '../runtime/state.ts';
import type { Split } from './defer.ts';
import { executeStitched, type StitchedSchemas } from './execute.ts';
import { apply, type Patch, patchesOf } from './incremental.ts';
import { note } from './note.ts';
import { remembering } from './remembering.ts';
import { wireAnswer } from './wire.ts';

export type Part =
  | (WireAnswer & { readonly hasNext: boolean })
  | { readonly incremental: readonly Patch<WireError>[]; readonly hasNext: boolean };

/** Each call has a deadline of its own; a part, which may be many calls one after another, has this one. */
const PART_MS = 10_000;

class PartTooLate extends Error {
  override readonly name = 'PartTooLate';
}

/**
 * The answer in parts: what is not deferred, then each deferred fragment when it is there. Each part is an execution of its own over what
 * was asked already, so all that holds of whole answers (nulls, error paths) holds of the parts.
 */
export async function* executeDeferred(
  schemas: StitchedSchemas,
  { first, deferred }: Split,
  variables: Readonly<Record<string, unknown>>,
  state: RequestState,
  partMs = PART_MS,
): AsyncGenerator<Part> {
  const shared = remembering(state);
  const run = async (document: Split['first']): Promise<WireAnswer> => {
    const result = await executeStitched(schemas, document, variables, shared);
    note(state, result);
    return wireAnswer(result, state.requestId);
  };
  const answer = await run(first);
  const known: unknown = structuredClone(answer.data);
  const open = new Map<number, Promise<{ readonly place: number; readonly answer: WireAnswer }>>();
  if (known !== null && known !== undefined)
    deferred.forEach(({ document, within }, place) => {
      const outer = within === undefined ? undefined : open.get(within);
      const own = inTime(run(document), partMs).catch((cause: unknown) => failedPart(cause, state));
      open.set(
        place,
        Promise.all([own, outer]).then(([found]) => ({ place, answer: found })),
      );
    });
  yield { ...answer, hasNext: open.size > 0 };
  while (open.size > 0) {
    const next = await Promise.race(open.values());
    open.delete(next.place);
    const fragment = deferred[next.place];
    const incremental = fragment ? patchesOf(fragment, known, next.answer) : [];
    for (const patch of incremental) apply(known, patch);
    yield { incremental, hasNext: open.size > 0 };
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PartTooLate()), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function failedPart(cause: unknown, state: RequestState): WireAnswer {
  const late = cause instanceof PartTooLate;
  if (!late) state.unforeseen?.(cause);
  const failure = late ? new Failure('UPSTREAM_TIMEOUT', 'A deferred part took too long.') : internal();
  return { errors: [wireError(failure, undefined, state.requestId)] };
}
