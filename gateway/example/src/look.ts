/** A colour of its own for each genre, the same on every page. */
export function hueOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  // The golden angle: near hashes get far colours.
  return Math.round(hash * 137.508) % 360;
}

/** “The Silence of the Lambs” → “SL” */
export function initialsOf(title: string): string {
  const words = title.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const telling = words.filter((word) => !/^(the|a|an|of|and|in|on|to)$/i.test(word));
  return (telling.length > 0 ? telling : words)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}

export const minutes = (all: number): string =>
  all < 60 ? `${all} min` : `${Math.floor(all / 60)} h ${String(all % 60).padStart(2, '0')}`;

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'long' });

/** A date as people read it; what is no date stays as the catalogue has it. */
export function day(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : DAY.format(date);
}
