import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { isReserved } from './reserved-words.ts';
import { type Token, tokenize } from './tokens.ts';

/** A document path: attribute and map names, and list indexes. */
export type Path = readonly (string | number)[];

const MAX_INDEX = 2 ** 31 - 1;
export const REDUNDANT = 'The expression has redundant parentheses;';

/** A refusal of an expression; the caller puts `Invalid FilterExpression: ` before it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** What the placeholders of a request stand for, and which of them no expression has used yet. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
  readonly unusedNames: Set<string>;
  readonly unusedValues: Set<string>;
}

/**
 * What all expressions share: tokens, document paths and placeholders. DynamoDB reads the whole expression first and then
 * reports the gravest fault by kind, not by place, so faults are noted as they are met; a syntax error ends it at once.
 */
export class Parser<Fault extends string> {
  readonly faults = new Map<string, string>();
  /** The first names of paths that go deeper, and of all paths. */
  readonly nested = new Set<string>();
  readonly heads = new Set<string>();
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #placeholders: Placeholders;
  readonly #keywords: ReadonlySet<string>;
  #position = 0;

  constructor(text: string, placeholders: Placeholders, keywords: readonly string[]) {
    if (text === '') throw new ExpressionError('The expression can not be empty;');
    this.#text = text;
    this.#tokens = tokenize(text);
    this.#placeholders = placeholders;
    this.#keywords = new Set(keywords);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.token;
    this.#position += 1;
    return token;
  }

  /** Takes an operator or keyword (given in lower case) if it is next. */
  take(what: string): boolean {
    if (!this.sees(what)) return false;
    this.#position += 1;
    return true;
  }

  sees(what: string): boolean {
    const { kind, text } = this.token;
    return kind === 'operator' ? text === what : kind === 'name' && text.toLowerCase() === what;
  }

  expect(what: string): void {
    if (!this.take(what)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.syntaxError();
  }

  /** Needless parentheses that were met before weigh more. */
  syntaxError(): ExpressionError {
    const parens = this.faults.get('parens');
    if (parens !== undefined) return new ExpressionError(parens);
    const { text, at, until } = this.token;
    const from = this.#tokens[this.#position - 1]?.at ?? at;
    const to = this.#tokens[this.#position + 1]?.until ?? until;
    return new ExpressionError(`Syntax error; token: "${text}", near: "${this.#text.slice(from, to)}"`);
  }

  note(fault: Fault | 'reserved' | 'name', message: string): void {
    if (!this.faults.has(fault)) this.faults.set(fault, message);
  }

  /** Throws the gravest fault. */
  raise(order: readonly (Fault | 'reserved' | 'name')[]): void {
    for (const fault of order) {
      const message = this.faults.get(fault);
      if (message !== undefined) throw new ExpressionError(message);
    }
  }

  /** True if a plain name is next that is no keyword. */
  seesIdentifier(): boolean {
    return this.token.kind === 'name' && !this.#keywords.has(this.token.text.toLowerCase());
  }

  path(): Path {
    const pieces: Token[] = [this.#pathName()];
    for (;;) {
      if (this.take('.')) pieces.push(this.#pathName());
      else if (this.sees('[')) pieces.push(this.#listIndex());
      else break;
    }
    return this.#resolve(pieces);
  }

  #pathName(): Token {
    if (this.token.kind !== 'alias' && !this.seesIdentifier()) throw this.syntaxError();
    return this.next();
  }

  #listIndex(): Token {
    this.expect('[');
    if (this.token.kind !== 'number') throw this.syntaxError();
    const index = this.next();
    if (Number(index.text) > MAX_INDEX)
      throw new ExpressionError(`List index is not within the allowable range; index: [${index.text}]`);
    this.expect(']');
    return index;
  }

  #resolve(pieces: readonly Token[]): Path {
    const path = pieces.map(({ kind, text }) => {
      if (kind === 'number') return Number(text);
      if (kind === 'alias') return this.#alias(text);
      if (isReserved(text)) this.note('reserved', `Attribute name is a reserved keyword; reserved keyword: ${text}`);
      return text;
    });
    const head = String(path[0]);
    this.heads.add(head);
    if (path.length > 1) this.nested.add(head);
    return path;
  }

  #alias(alias: string): string {
    const { names, unusedNames } = this.#placeholders;
    if (!Object.hasOwn(names, alias)) {
      this.note(
        'name',
        `An expression attribute name used in the document path is not defined; attribute name: ${alias}`,
      );
      return alias;
    }
    unusedNames.delete(alias);
    return names[alias] ?? alias;
  }

  /** The value behind the `:placeholder` that is next; undefined (and a fault noted) if there is none. */
  value(fault: Fault | 'name'): AttributeValue | undefined {
    const { text } = this.next();
    const { values, unusedValues } = this.#placeholders;
    if (!Object.hasOwn(values, text)) {
      this.note(fault, `An expression attribute value used in expression is not defined; attribute value: ${text}`);
      return undefined;
    }
    unusedValues.delete(text);
    return values[text];
  }
}

export const pathText = (path: Path): string =>
  `[${path.map((piece) => (typeof piece === 'number' ? `[${piece}]` : piece)).join(', ')}]`;

/** Notes if a path overlaps with one before it (`a` and `a.b`), or reads the same value as both list and map. */
export function checkOverlap(
  note: (fault: 'overlap' | 'conflict', message: string) => void,
  paths: readonly Path[],
  path: Path,
): void {
  for (const other of paths) {
    const shared = Math.min(other.length, path.length);
    const at = path.findIndex((piece, index) => index >= shared || piece !== other[index]);
    const conflicts = at >= 0 && at < shared && typeof path[at] !== typeof other[at];
    if (at >= 0 && at < shared && !conflicts) continue;
    const verb = conflicts ? 'conflict' : 'overlap';
    note(
      verb,
      `Two document paths ${verb} with each other; must remove or rewrite one of these paths; ` +
        `path one: ${pathText(other)}, path two: ${pathText(path)}`,
    );
  }
}
