/** EventBridge refuses patterns that would keep too many wildcards open at once; the exact measure is not published. */
const MOST_WILDCARDS = 5;

export const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/** The pattern cut at its stars: `a*b` is `['a', 'b']`. A text instead says why it is not valid. */
export function parseWildcard(pattern: string): string[] | string {
  const segments = [''];
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i] as string;
    const next = pattern[i + 1];
    if (character === '*') {
      if (next === '*') return `Consecutive wildcard characters at pos ${i + 1}`;
      segments.push('');
    } else if (character !== '\\') {
      segments[segments.length - 1] += character;
    } else if (next === '*' || next === '\\') {
      segments[segments.length - 1] += next;
      i += 1;
    } else {
      return `Invalid escape character at pos ${i + 1}`;
    }
  }
  return segments.length - 1 > MOST_WILDCARDS ? TOO_COMPLEX : segments;
}

/**
 * Matches in time linear in the text: the first segment is a prefix, the last a suffix, and each between them is looked for from
 * where the one before it ended. The earliest place is always right, so nothing is ever tried twice.
 */
export function compileWildcard(segments: readonly string[]): (text: string) => boolean {
  const first = segments[0] as string;
  if (segments.length === 1) return (text) => text === first;
  const last = segments.at(-1) as string;
  const middle = segments
    .slice(1, -1)
    .filter((segment) => segment !== '')
    .map(finder);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const find of middle) {
      from = find(text, from, end);
      if (from < 0) return false;
    }
    return true;
  };
}

/** Knuth, Morris and Pratt: returns where the first occurrence in `[from, end)` ends, or -1. */
function finder(segment: string): (text: string, from: number, end: number) => number {
  const failure = [0];
  for (let i = 1, k = 0; i < segment.length; i += 1) {
    while (k > 0 && segment[i] !== segment[k]) k = failure[k - 1] as number;
    if (segment[i] === segment[k]) k += 1;
    failure.push(k);
  }
  return (text, from, end) => {
    for (let i = from, k = 0; i < end; i += 1) {
      while (k > 0 && text[i] !== segment[k]) k = failure[k - 1] as number;
      if (text[i] === segment[k]) k += 1;
      if (k === segment.length) return i + 1;
    }
    return -1;
  };
}
