import type { Clients } from '../../ops/clients.ts';
import { type DeadLetter, groupLetters } from '../../ops/dead-letters/types.ts';
import { type LetterOptions, readFound, reported } from './letters.ts';
import { letterWords, next } from './next.ts';
import { clock, cut, print, table } from './print.ts';

export interface ListOptions extends LetterOptions {
  readonly by: 'reason' | 'key' | 'none';
  readonly limit: number;
}

/** One view over all dead-letter queues of the workflows. */
export async function listLetters(clients: Clients, options: ListOptions): Promise<number> {
  const found = await readFound(clients, options);
  const letters = found.flatMap(({ letters }) => letters);
  const groups = options.by === 'none' ? [] : groupLetters(letters, options.by);
  const rows = letters.slice(0, options.limit).map(({ body: _, event: __, ...letter }) => letter);
  const problems = reported(found);
  const hidden = found.reduce((sum, one) => sum + one.hidden, 0);
  print(options.json, { total: letters.length, groups, letters: rows, hidden, problems }, () =>
    listText(letters, groups, hidden, options),
  );
  if (letters.length) next(options, 'dead-letters', 'diff', ...letterWords(options));
  return problems.length ? 2 : 0;
}

/** That none is seen does not mean that there is none. */
export function listText(
  letters: readonly DeadLetter[],
  groups: ReturnType<typeof groupLetters>,
  hidden: number,
  { by, limit }: Pick<ListOptions, 'by' | 'limit'>,
): string {
  if (!letters.length) return hidden ? `none to be seen of ${hidden} dead letter(s)` : 'no dead letters';
  return by === 'none' ? letterTable(letters.slice(0, limit)) : groupTable(groups, by);
}

function groupTable(groups: ReturnType<typeof groupLetters>, by: 'reason' | 'key'): string {
  return table(
    [
      'workflow',
      'kind',
      'reason',
      'letters',
      'keys',
      'oldest (UTC)',
      'newest (UTC)',
      by === 'key' ? 'error' : 'for example',
    ],
    groups.map(({ workflow, kind, reason, count, keys, oldest, newest, example }) => [
      workflow,
      kind,
      reason,
      count,
      keys,
      clock(oldest),
      clock(newest),
      cut(example, 70),
    ]),
  );
}

function letterTable(letters: readonly DeadLetter[]): string {
  return table(
    ['parked (UTC)', 'workflow', 'kind', 'key', 'version', 'reason', 'error', 'id'],
    letters.map(({ at, workflow, kind, key, version, reason, error, id }) => [
      clock(at),
      workflow,
      kind,
      key ?? null,
      version ?? null,
      reason,
      cut(error, 60),
      id,
    ]),
  );
}
