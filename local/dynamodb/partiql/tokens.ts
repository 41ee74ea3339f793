import { validation } from '../../errors.ts';

/** `word` is a name or keyword as it was written; `quoted` a name in double quotes. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
  /** Where it stands in the statement, from 0. */
  readonly at: number;
  readonly length: number;
}

/** AWS puts this before whatever its parser has to say. */
export const notWellFormed = (why: string) => validation(`Statement wasn't well formed, can't be processed: ${why}`);

const SKIPPED = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$.])/y],
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
  return [...tokens, { kind: 'end', text: '', at: statement.length, length: 0 }];
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
    if (kind === 'number') checkScale(match[0]);
    const token = { kind, text: inner ?? match[0], at, length: match[0].length };
    return { token, until: pattern.lastIndex };
  }
  throw notWellFormed('');
}

/** The exponent of a literal, and with it the places behind the point, are counted in 32 bits. */
function checkScale(literal: string): void {
  const [mantissa = '', exponent = '0'] = literal.split(/[eE]/);
  const scale = (mantissa.split('.')[1] ?? '').length - Number(exponent);
  if (!fitsInt(Number(exponent)) || !fitsInt(scale)) throw notWellFormed('');
}

export const fitsInt = (number: number): boolean => number >= -(2 ** 31) && number < 2 ** 31;

/** Where a token is, as AWS's messages say it: the column counts from 1. (Statements of more lines are rare.) */
export const place = ({ at, length }: Token): string => `1:${at + 1}:${length}`;
