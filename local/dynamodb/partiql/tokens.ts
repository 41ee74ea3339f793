import { validation } from '../../errors.ts';

/** `word` is a name or keyword as it was written; `quoted` a name in double quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
}

/** AWS puts this before whatever its parser has to say. */
export const notWellFormed = (why: string) => validation(`Statement wasn't well formed, can't be processed: ${why}`);

const SKIPPED = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,9})?(?![\w$.])/y],
  ['word', /[A-Za-z_$][\w$]*/y],
  ['quoted', /"((?:[^"]|"")*)"/y],
  ['string', /'((?:[^']|'')*)'/y],
  ['operator', /<<|>>|<>|!=|<=|>=|[=<>(){}[\],.?:*+-]/y],
];

/** The tokens of a PartiQL statement; comments are left out. */
export function tokenize(statement: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skip(statement, 0); at < statement.length; ) {
    const token = tokenAt(statement, at, tokens.at(-1));
    tokens.push(token.token);
    at = skip(statement, token.until);
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function skip(text: string, from: number): number {
  SKIPPED.lastIndex = from;
  return from + (SKIPPED.exec(text)?.[0].length ?? 0);
}

function tokenAt(text: string, at: number, before: Token | undefined): { token: Token; until: number } {
  const afterOperand = before !== undefined && (before.kind !== 'operator' || [')', ']', '?'].includes(before.text));
  for (const [kind, pattern] of PATTERNS) {
    // `a -1` is a difference, `= -1` a number
    if (kind === 'number' && afterOperand && text[at] === '-') continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const quote = kind === 'quoted' ? '"' : "'";
    const inner = match[1]?.replaceAll(quote + quote, quote);
    return { token: { kind, text: inner ?? match[0] }, until: pattern.lastIndex };
  }
  throw notWellFormed('Unexpected token');
}
