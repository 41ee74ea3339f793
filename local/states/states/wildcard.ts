/** `*` stands for any run of characters; `\*` is a star, `\\` a backslash. Linear in the text: no regular expression. */
export function matchesWildcard(text: string, pattern: string): boolean {
  const parts = split(pattern);
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  const last = rest.pop() as string;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

function split(pattern: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index] as string;
    if (char === '*') {
      parts.push(part);
      part = '';
    } else part += char === '\\' && index + 1 < pattern.length ? pattern[++index] : char;
  }
  return [...parts, part];
}
