import { NotSupportedError } from '../errors.ts';
import { invalidParameter } from './errors.ts';

/** A parsed metric math expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'metric'; readonly id: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|"([^"]*)"|'([^']*)'|(==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>]))/y;

/** Loosest first. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/'], ['^']];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const LONGEST = 2048;

type Token = { readonly kind: 'number' | 'name' | 'text' | 'symbol'; readonly text: string };

/** Reads metric math such as `FILL(errors, 0) / SUM(METRICS("requests"))`. */
export function parseExpression(source: string): Expression {
  if (source.length > LONGEST) throw invalidParameter(`The expression is longer than ${LONGEST} characters`);
  const reader = new Reader(tokens(source), source);
  const expression = reader.binary(0);
  reader.expectEnd();
  return expression;
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw invalidParameter(`Error in expression '${source}': Invalid syntax`);
    const [, number, name, double, single, symbol] = match;
    if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (symbol !== undefined) found.push({ kind: 'symbol', text: symbol });
    else found.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return found;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #source: string;
  #next = 0;

  constructor(all: readonly Token[], source: string) {
    this.#tokens = all;
    this.#source = source;
  }

  binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.binary(level + 1);
    while (operators.includes(this.#symbol() ?? '')) {
      const operator = this.#take().text;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
    return left;
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw this.#error();
  }

  #unary(): Expression {
    if (this.#symbol() !== '-') return this.#primary();
    this.#take();
    return { kind: 'binary', operator: '-', left: { kind: 'number', value: 0 }, right: this.#unary() };
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (token.kind === 'name') return this.#named(token.text);
    if (token.text === '[') return { kind: 'list', items: this.#items(']') };
    if (token.text !== '(') throw this.#error();
    const inner = this.binary(0);
    this.#expect(')');
    return inner;
  }

  /** Ids begin with a small letter, functions are written in capitals. */
  #named(name: string): Expression {
    if (this.#symbol() !== '(') {
      if (/^[A-Z]/.test(name)) return { kind: 'text', value: name };
      return { kind: 'metric', id: name };
    }
    this.#take();
    return { kind: 'call', name: name.toUpperCase(), args: this.#items(')') };
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (this.#symbol() !== end) {
      if (items.length > 0) this.#expect(',');
      items.push(this.binary(0));
    }
    this.#expect(end);
    return items;
  }

  #symbol(): string | undefined {
    const token = this.#tokens[this.#next];
    return token?.kind === 'symbol' ? token.text : undefined;
  }

  #expect(symbol: string): void {
    if (this.#symbol() !== symbol) throw this.#error();
    this.#next += 1;
  }

  #take(): Token {
    const token = this.#tokens[this.#next++];
    if (!token) throw this.#error();
    return token;
  }

  #error(): Error {
    if (/\b(SELECT|SEARCH)\b/.test(this.#source)) return new NotSupportedError('a metrics query (SELECT, SEARCH)');
    return invalidParameter(`Error in expression '${this.#source}': Invalid syntax`);
  }
}
