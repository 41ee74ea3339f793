import type { GraphQLError } from 'graphql';
import { type OperationLimits, refused } from './limits.ts';

/** An introspection is deeper than other operations, and measured by its own rule: only what is beyond all use is refused here. */
const INTROSPECTION_DEPTH = 3;

const [TAB, LF, CR, SPACE, QUOTE, HASH, PAREN, PAREN_END, COMMA, MINUS, COLON, AT, BACKSLASH, BRACE, BRACE_END] = [
  9, 10, 13, 32, 34, 35, 40, 41, 44, 45, 58, 64, 92, 123, 125,
];
const BYTE_ORDER_MARK = 0xfeff;

const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;

/**
 * Whether a document wants too much, by one look along its text, before anything is made of it: refusing must not cost as much as serving.
 * It counts what cannot be otherwise: a definition's own tokens, aliases and depth. Whatever passes, `limitsRule` measures exactly; what is no
 * GraphQL passes too, and fails to parse.
 */
export function scan(text: string, limits: OperationLimits): GraphQLError | undefined {
  const maxDepth = /\b__(schema|type)\b/.test(text) ? limits.maxDepth * INTROSPECTION_DEPTH : limits.maxDepth;
  let tokens = 0;
  let aliases = 0;
  /** Of fields: the braces of an inline fragment do not count. */
  let depth = 0;
  let parens = 0;
  /** For each open brace whether it counts. */
  const braces: boolean[] = [];
  /** The next brace is that of an inline fragment. */
  let inline = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === SPACE || code === LF || code === COMMA || code === TAB || code === CR || code === BYTE_ORDER_MARK)
      continue;
    if (code === HASH) {
      i = endOfLine(text, i);
      continue;
    }
    if (++tokens > limits.maxTokens) return refused('too many tokens', limits.maxTokens);
    if (isNamePart(code) || code === MINUS) i = endOfWord(text, i);
    else if (code === QUOTE) i = endOfString(text, i);
    else if (code === PAREN) parens++;
    else if (code === PAREN_END) parens--;
    else if (parens > 0) continue;
    else if (text.startsWith('...', i)) {
      i += 2;
      inline = startsInline(text, i + 1);
    } else if (code === BRACE) {
      braces.push(!inline);
      if (!inline && ++depth > maxDepth) return refused('too deep', maxDepth);
      inline = false;
    } else if (code === BRACE_END) {
      if (braces.pop()) depth--;
      if (braces.length === 0) aliases = 0;
    } else if (code === COLON && depth > 0 && ++aliases > limits.maxAliases)
      return refused('too many aliases', limits.maxAliases);
  }
  return undefined;
}

/** Of a name or a number, which may hold a point and signs. */
function endOfWord(text: string, from: number): number {
  let i = from;
  if (text.charCodeAt(i) <= 57) while (/[\w.+-]/.test(text[i + 1] ?? '')) i++;
  else while (isNamePart(text.charCodeAt(i + 1))) i++;
  return i;
}

/** Behind three dots: `on Type`, a directive or a brace begin an inline fragment, any other name is that of one elsewhere. */
function startsInline(text: string, from: number): boolean {
  let i = from;
  while (text.charCodeAt(i) <= SPACE || text.charCodeAt(i) === COMMA) i++;
  const code = text.charCodeAt(i);
  return code === BRACE || code === AT || (text.startsWith('on', i) && !isNamePart(text.charCodeAt(i + 2)));
}

function endOfLine(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) !== LF && text.charCodeAt(i) !== CR) i++;
  return i;
}

function endOfString(text: string, from: number): number {
  if (text.startsWith('"""', from)) {
    let end = text.indexOf('"""', from + 3);
    while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) end = text.indexOf('"""', end + 3);
    return end < 0 ? text.length : end + 2;
  }
  let i = from + 1;
  while (i < text.length && text.charCodeAt(i) !== QUOTE && text.charCodeAt(i) !== LF)
    i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}
