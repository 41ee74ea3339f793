import { validation } from '../../errors.ts';
import type { Path } from '../expressions/parser.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { checkParameter } from './parameters.ts';
import { notWellFormed, type Token, tokenize } from './tokens.ts';

/** Words that cannot stand for an attribute unless they are quoted. */
const KEYWORDS = new Set(
  'select from where insert into value update set remove delete and or not in between is null missing true false'
    .split(' ')
    .concat('returning order by as exists'.split(' ')),
);

/** Further words of SQL that cannot follow a dot. */
const NO_MEMBERS = new Set(
  'inner outer left right cross full join natural on using union intersect except group having case when then else end'.split(
    ' ',
  ),
);

/** A statement of 8 KB could nest so deep that reading it ends the stack. */
const DEEPEST = 200;

export const leftOver = () => notWellFormed('Unexpected token after expression');

/** Reads the tokens of a statement: names, paths and values, which all statements have. */
export class Reader {
  readonly #tokens: readonly Token[];
  readonly #parameters: readonly AttributeValue[];
  #at = 0;
  #used = 0;
  #depth = 0;

  constructor(statement: string, parameters: readonly AttributeValue[]) {
    this.#tokens = tokenize(statement);
    this.#parameters = parameters;
    parameters.forEach(checkParameter);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.token;
    this.#at += 1;
    return token;
  }

  /** True if the operator, or the keyword in whatever case, is next. */
  sees(what: string): boolean {
    const { kind, text } = this.token;
    return kind === 'operator' ? text === what : kind === 'word' && text.toLowerCase() === what;
  }

  take(...words: readonly string[]): boolean {
    const matches = words.every((word, ahead) => {
      const { kind, text } = this.peek(ahead);
      return (kind === 'operator' || kind === 'word') && text.toLowerCase() === word;
    });
    if (matches) this.#at += words.length;
    return matches;
  }

  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw notWellFormed('Unexpected token');
  }

  end(): void {
    if (this.token.kind !== 'end') throw leftOver();
    if (this.#used !== this.#parameters.length)
      throw validation("Number of parameters in request and statement don't match.");
  }

  /** Reads what is nested in something else of its kind. */
  inner<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw notWellFormed('Nested too deep');
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** True if a name is next that is no keyword. */
  seesName(): boolean {
    const { kind, text } = this.token;
    return kind === 'quoted' || (kind === 'word' && !KEYWORDS.has(text.toLowerCase()));
  }

  name(): string {
    if (!this.seesName()) throw notWellFormed('Unexpected token');
    return this.next().text;
  }

  path(): Path {
    const path: (string | number)[] = [this.name()];
    for (;;) {
      if (this.take('.')) path.push(this.#member());
      else if (this.take('[')) {
        path.push(this.#element());
        this.expect(']');
      } else return path;
    }
  }

  #member(): string {
    const { kind, text } = this.token;
    if (kind === 'word' && NO_MEMBERS.has(text.toLowerCase())) throw notWellFormed('Invalid path dot component');
    return this.name();
  }

  #element(): string | number {
    const { kind, text } = this.next();
    if (kind === 'string') return text;
    if (kind !== 'number' || !/^\d+$/.test(text)) throw notWellFormed('Unexpected token');
    return Number(text);
  }

  /** The parameter whose turn it is. */
  parameter(): AttributeValue {
    const value = this.#parameters[this.#used];
    if (!value) throw validation("Number of parameters in request and statement don't match.");
    this.#used += 1;
    return value;
  }
}
