import type { Letter } from '../../server/letter-shapes.ts';

export interface LetterGroup {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly letters: readonly Letter[];
}

export type Grouping = 'error' | 'key';

/** Errors differ in what they quote: numbers, ids and quoted text are left out, so that the same fault is one group. */
export function faultOf(error: string): string {
  return error
    .replace(/"[^"]*"|'[^']*'/g, '…')
    .replace(/\b[0-9a-f-]{16,}\b|\d+/gi, '#')
    .slice(0, 160);
}

/** The most frequent first. */
export function groupLetters(letters: readonly Letter[], by: Grouping): LetterGroup[] {
  const groups = new Map<string, Letter[]>();
  for (const letter of letters) {
    const id =
      by === 'key'
        ? `${letter.workflow}\n${letter.key ?? letter.id}`
        : [letter.workflow, letter.kind, letter.reason, faultOf(letter.error)].join('\n');
    const members = groups.get(id);
    if (members) members.push(letter);
    else groups.set(id, [letter]);
  }
  return [...groups].map(([id, members]) => group(id, members, by)).sort((a, b) => b.letters.length - a.letters.length);
}

function group(id: string, letters: Letter[], by: Grouping): LetterGroup {
  const [first] = letters;
  const title = by === 'key' ? (first?.key ?? 'no key') : (first?.reason ?? '');
  const note =
    by === 'key'
      ? (first?.workflow ?? '')
      : letters.every(({ error }) => error === first?.error)
        ? (first?.error ?? '')
        : faultOf(first?.error ?? '');
  return { id, title, note, letters };
}

/** All words occur somewhere in the letter. */
export function findLetters(letters: readonly Letter[], text: string): readonly Letter[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return letters;
  return letters.filter(({ key, reason, error, workflow, id }) => {
    const haystack = `${key}\n${reason}\n${error}\n${workflow}\n${id}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
