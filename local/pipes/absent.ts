/**
 * Joins what stands before and after a variable without a value: the member's name goes with it (`"name":`), and one comma, the one
 * behind it or else the one before. Plain scans: values may hold a megabyte of blanks, on which patterns would take for ever.
 */
export function joined(before: string, after: string): string {
  const left = withoutName(before);
  const right = after.trimStart();
  if (right.startsWith(',')) return left + right.slice(1).trimStart();
  const end = left.trimEnd();
  return end.endsWith(',') ? end.slice(0, -1).trimEnd() + after : left + after;
}

/** Cuts `"name":` off the end, if it is there. */
function withoutName(text: string): string {
  const colon = text.trimEnd();
  if (!colon.endsWith(':')) return text;
  const name = colon.slice(0, -1).trimEnd();
  return name.endsWith('"') ? name.slice(0, openingQuote(name)) : text;
}

/** Where the text begins that ends with the last character; a quote behind an odd number of backslashes is part of it. */
function openingQuote(text: string): number {
  let at = text.length - 1;
  do at = text.lastIndexOf('"', at - 1);
  while (at > 0 && isEscaped(text, at));
  return Math.max(at, 0);
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}
