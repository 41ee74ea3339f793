import type { Change } from '../../functions/change.ts';
import { withinBudget } from '../../functions/compact/budget.ts';
import { errorText } from '../../functions/errors.ts';
import type { Clients } from '../clients.ts';
import type { LetterKind, Workflow } from '../workflows.ts';
import { rowsOf } from './source.ts';
import { GONE, type Pointed, readPointers } from './stream.ts';
import type { DeadLetter, Pointer } from './types.ts';

/** One event of a dead letter: most letters have one, a pointer has several. */
export interface LetterEvent {
  /** The letter's id; of a pointer's events, with their number: `id#2`. */
  readonly id: string;
  readonly letter: string;
  readonly workflow: string;
  readonly kind: LetterKind;
  readonly key?: string;
  readonly version?: number;
  readonly event: unknown;
}

/** Letters that cannot be redriven, and why: they stay where they are. */
export type Left = readonly { readonly letter: DeadLetter; readonly why: string }[];

/** A pointer whose records are no changes (tombstones that were swept) has nothing to carry over: its letter is done with. */
export const NOTHING = Symbol('nothing');

/** The events in letters, pointers resolved by the stream or, once its records are gone, by the table. */
export async function unfold(
  clients: Clients,
  workflow: Workflow,
  letters: readonly DeadLetter[],
): Promise<{ events: LetterEvent[]; left: Left }> {
  const changes = await resolve(
    clients,
    workflow,
    letters.flatMap(({ pointer }) => pointer ?? []),
  );
  const events: LetterEvent[] = [];
  const left: { letter: DeadLetter; why: string }[] = [];
  for (const letter of letters) {
    const { id, kind, key, version, event, pointer, workflow: name } = letter;
    const base = { letter: id, workflow: name, kind, ...(key !== undefined && { key }), ...(version && { version }) };
    const pointed = pointer && changes.get(pointer);
    if (event !== undefined) events.push({ ...base, id, event });
    else if (!pointed) left.push({ letter, why: letter.error });
    else if (pointed instanceof Error) left.push({ letter, why: `its records cannot be read: ${errorText(pointed)}` });
    else if (!pointed.length) events.push({ ...base, id, event: NOTHING });
    else
      pointed.forEach((change, index) => {
        events.push({ ...base, id: `${id}#${index + 1}`, key: change.key, event: change });
      });
  }
  return { events, left };
}

async function resolve(
  clients: Clients,
  { source }: Workflow,
  pointers: readonly Pointer[],
): Promise<ReadonlyMap<Pointer, readonly Change[] | Error>> {
  const pointed = await readPointers(clients, pointers);
  const gone = pointers.filter((pointer) => pointed.get(pointer) === GONE);
  const rows = 'table' in source ? await orError(rowsOf(clients, source.table, gone)) : new Map<Pointer, Change[]>();
  const of = (pointer: Pointer, found: Pointed) => {
    if (found !== GONE) return found;
    return rows instanceof Error ? rows : (rows.get(pointer) ?? []);
  };
  return new Map(
    [...pointed].map(([pointer, found]) => {
      const known = of(pointer, found);
      return [pointer, known instanceof Error ? known : known.flatMap((change) => withinBudget([change]))];
    }),
  );
}

/** Without its rows a letter stays where it is; the others go on. */
async function orError<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error), { cause: error });
  }
}
