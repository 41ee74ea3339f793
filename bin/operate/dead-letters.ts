import { writeFile } from 'node:fs/promises';
import type { Clients } from '../../ops/clients.ts';
import { type Letters, readLetters } from '../../ops/dead-letters/read.ts';
import { type DeadLetter, groupLetters, type LetterFilter } from '../../ops/dead-letters/types.ts';
import { NotFoundError } from '../../ops/errors.ts';
import { masked } from '../../ops/personal.ts';
import { chooseWorkflows, type LetterKind, type Workflow } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { letterWords, next } from './next.ts';
import { clock, cut, note, print, progressLine, table } from './print.ts';

/** Which letters a command is about. */
export interface LetterOptions extends OperateOptions {
  readonly workflow?: string;
  readonly kind?: readonly LetterKind[];
  readonly key?: string;
  readonly error?: string;
  readonly id?: readonly string[];
  readonly since?: number;
  readonly until?: number;
}

export interface ListOptions extends LetterOptions {
  readonly by: 'reason' | 'key' | 'none';
  readonly limit: number;
}

/** One view over all dead-letter queues of the workflows. */
export async function listLetters(clients: Clients, options: ListOptions): Promise<number> {
  const found = await read(clients, options);
  const letters = found.flatMap(({ letters }) => letters);
  const groups = options.by === 'none' ? [] : groupLetters(letters, options.by);
  const rows = letters.slice(0, options.limit).map(({ body: _, event: __, ...letter }) => letter);
  const problems = reported(found);
  print(options.json, { total: letters.length, groups, letters: rows, problems }, () =>
    options.by === 'none' ? letterTable(letters.slice(0, options.limit)) : groupTable(groups, options.by),
  );
  if (letters.length) next(options, 'dead-letters', 'diff', ...letterWords(options));
  return problems.length ? 2 : 0;
}

export function filterOf({ kind, key, error, id, since, until }: LetterOptions): LetterFilter {
  return {
    ...(kind && { kinds: kind }),
    ...(key !== undefined && { key }),
    ...(error !== undefined && { error }),
    ...(id && { ids: id }),
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until }),
  };
}

interface Found extends Letters {
  readonly workflow: Workflow;
}

async function read(clients: Clients, options: LetterOptions): Promise<Found[]> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const found: Found[] = [];
  for (const workflow of workflows) {
    const progress = progressLine(`reading the dead letters of ${workflow.name}:`);
    found.push({ workflow, ...(await readLetters(clients, workflow, filterOf(options), progress)) });
  }
  return found;
}

/** What could not be read, and what somebody else is at work on, is told beside the result. */
function reported(found: readonly Found[]): string[] {
  for (const { workflow, hidden } of found)
    if (hidden) note(`${workflow.name}: ${hidden} message(s) are hidden, for somebody is at work on them`);
  const problems = found.flatMap(({ problems }) => problems);
  for (const problem of problems) note(`! ${problem}`);
  return problems;
}

function groupTable(groups: ReturnType<typeof groupLetters>, by: 'reason' | 'key'): string {
  if (!groups.length) return 'no dead letters';
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
  if (!letters.length) return 'no dead letters';
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

export interface ShowLetterOptions extends LetterOptions {
  readonly personal: boolean;
}

/** Prints one letter with its payload. */
export async function showLetter(clients: Clients, id: string, options: ShowLetterOptions): Promise<void> {
  const found = await read(clients, { ...options, id: [id] });
  reported(found);
  for (const { workflow, letters } of found) {
    const [letter] = letters;
    if (!letter) continue;
    const shown = options.personal ? letter : (masked(letter, workflow.personal) as unknown as DeadLetter);
    print(options.json, shown, () => letterText(shown));
    return;
  }
  throw new NotFoundError(`there is no dead letter ${id}; "penstock dead-letters list --by none" shows their ids`);
}

function letterText({ body, event, pointer, attributes, ...letter }: DeadLetter): string {
  const lines = Object.entries(letter).map(
    ([name, value]) => `${name.padEnd(13)} ${name === 'at' ? new Date(Number(value)).toISOString() : value}`,
  );
  const extra = Object.entries(attributes).map(([name, value]) => `${name.padEnd(13)} ${value}`);
  return [...lines, ...extra, JSON.stringify(event ?? pointer ?? body, null, 2)].join('\n');
}

export interface ExportOptions extends LetterOptions {
  readonly out?: string;
  readonly personal: boolean;
}

/** Writes the letters as JSON lines, with their payloads; personal data only if it is asked for. */
export async function exportLetters(clients: Clients, options: ExportOptions): Promise<number> {
  const found = await read(clients, options);
  const lines = found.flatMap(({ workflow, letters }) =>
    letters.map((letter) => JSON.stringify(options.personal ? letter : masked(letter, workflow.personal))),
  );
  const text = lines.length ? `${lines.join('\n')}\n` : '';
  if (options.out) await writeFile(options.out, text, { mode: 0o600 });
  else process.stdout.write(text);
  const problems = reported(found);
  note(`${lines.length} dead letter(s) exported${options.out ? ` to ${options.out}` : ''}; they stay in their queues`);
  return problems.length ? 2 : 0;
}
