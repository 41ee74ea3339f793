import type { OperateOptions } from '../commands/operate-options.ts';
import type { LetterOptions } from './letters.ts';
import { note } from './print.ts';

/** Says what to type next, on the terminal's other channel; with `--json` a program reads, and nobody types. */
export function next(options: OperateOptions, ...words: readonly string[]): void {
  if (!options.json) note(`next: ${['penstock', ...words].map(quoted).join(' ')}${placeText(options)}`);
}

/** The options that make a command act where this one did, with a space before them; nothing if it needs none. */
export function placeText(options: OperateOptions): string {
  return placeWords(options)
    .map((word) => ` ${quoted(word)}`)
    .join('');
}

function placeWords({ stack, endpoint, profile, region }: OperateOptions): string[] {
  return [
    ...(stack === 'Penstock' ? [] : ['--stack', stack]),
    ...(endpoint ? ['--endpoint', endpoint] : []),
    ...(profile ? ['--profile', profile] : []),
    ...(region ? ['--region', region] : []),
  ];
}

/** The same letters once more, by the options that chose them. */
export function letterWords({ workflow, kind = [], key, error, id = [], since, until }: LetterOptions): string[] {
  const when = (name: string, ms?: number) => (ms === undefined ? [] : [name, new Date(ms).toISOString()]);
  return [
    ...(workflow === undefined ? [] : ['--workflow', workflow]),
    ...kind.flatMap((one) => ['--kind', one]),
    ...(key === undefined ? [] : ['--key', key]),
    ...(error === undefined ? [] : ['--error', error]),
    ...id.flatMap((one) => ['--id', one]),
    ...when('--since', since),
    ...when('--until', until),
  ];
}

/** As a shell takes it: an Auth0 id has a bar in it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
