/** A name begins with a letter; `name`, `#name`, `:value` and `number` carry their text; an operator is its own kind; `end` is the end. */
export interface Token {
  readonly kind: 'name' | 'alias' | 'value' | 'number' | 'operator' | 'end' | 'unknown';
  readonly text: string;
  readonly at: number;
  readonly until: number;
}

const PATTERN =
  /[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[=<>(),.[\]+-])|([^ \t\r\n])|$)/y;

const KINDS = ['name', 'alias', 'value', 'number', 'operator', 'unknown'] as const;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  for (;;) {
    const match = PATTERN.exec(text);
    const group = match ? match.findIndex((part, index) => index > 0 && part !== undefined) : -1;
    const found = match?.[group];
    if (!match || found === undefined) {
      tokens.push({ kind: 'end', text: '<EOF>', at: text.length, until: text.length });
      return tokens;
    }
    const until = match.index + match[0].length;
    tokens.push({ kind: KINDS[group - 1] ?? 'unknown', text: found, at: until - found.length, until });
  }
}
