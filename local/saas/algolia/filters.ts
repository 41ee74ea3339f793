import type { Json } from '../http.ts';
import { AlgoliaError } from './errors.ts';

/** True if the record passes. */
export type RecordFilter = (record: Json) => boolean;

/** Facets are compared without regard to case, numbers and booleans as text. */
const facetEquals = (held: unknown, wanted: string): boolean =>
  [held]
    .flat()
    .some((value) => value !== undefined && value !== null && String(value).toLowerCase() === wanted.toLowerCase());

const COMPARISONS: Readonly<Record<string, (held: number, wanted: number) => boolean>> = {
  '=': (held, wanted) => held === wanted,
  '!=': (held, wanted) => held !== wanted,
  '<': (held, wanted) => held < wanted,
  '<=': (held, wanted) => held <= wanted,
  '>': (held, wanted) => held > wanted,
  '>=': (held, wanted) => held >= wanted,
};

export function attributeOf(record: Json, attribute: string): unknown {
  let value: unknown = record;
  for (const part of attribute.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const numbers = (held: unknown): number[] => [held].flat().filter((value) => typeof value === 'number');

function facet(attribute: string, wanted: string, faceted: ReadonlySet<string>): RecordFilter {
  // an attribute that the settings do not declare in attributesForFaceting is in no facet: nothing matches
  if (!faceted.has(attribute)) return () => false;
  if (wanted.startsWith('-')) return (record) => !facetEquals(attributeOf(record, attribute), wanted.slice(1));
  return (record) => facetEquals(attributeOf(record, attribute), wanted);
}

/** The attributes that may be filtered on, without `filterOnly(…)` and `searchable(…)`. */
export function facetedAttributes(settings: Json): ReadonlySet<string> {
  const declared = Array.isArray(settings.attributesForFaceting) ? settings.attributesForFaceting : [];
  const plain = declared.map((each) => String(each).replace(/^(?:filterOnly|searchable|afterDistinct)\((.*)\)$/, '$1'));
  return new Set([...plain, 'objectID', '_tags']);
}

/** `facetFilters`: a list is AND-ed, a list within it OR-ed. */
export function facetFilters(given: unknown, faceted: ReadonlySet<string>): RecordFilter {
  if (given === undefined || given === null) return () => true;
  const one = (text: unknown): RecordFilter => {
    const [, attribute, wanted] = /^([^:]+):(.*)$/s.exec(String(text)) ?? [];
    if (attribute === undefined || wanted === undefined)
      throw new AlgoliaError(400, `invalid facetFilters: ${String(text)}`);
    return facet(attribute, wanted, faceted);
  };
  const all = [given].flat(1).map((each): RecordFilter => {
    if (!Array.isArray(each)) return one(each);
    const any = each.map(one);
    return (record) => any.some((filter) => filter(record));
  });
  return (record) => all.every((filter) => filter(record));
}

/** `numericFilters`: comparisons, combined as `facetFilters` are. */
export function numericFilters(given: unknown): RecordFilter {
  if (given === undefined || given === null) return () => true;
  const one = (text: unknown): RecordFilter => compileFilters(String(text), new Set());
  const all = [given].flat(1).map((each): RecordFilter => {
    if (!Array.isArray(each)) return one(each);
    const any = each.map(one);
    return (record) => any.some((filter) => filter(record));
  });
  return (record) => all.every((filter) => filter(record));
}

const TOKEN = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<=|>=|!=|[<>=:]|[^\s():<>=!"']+)/y;

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match?.[1]) throw new AlgoliaError(400, `filters: syntax error in ${text}`);
    found.push(match[1]);
  }
  return found;
}

/** `filters`: `a:b AND (c:d OR NOT e:f) AND price >= 10 AND n:1 TO 5`. */
export function compileFilters(text: string, faceted: ReadonlySet<string>): RecordFilter {
  if (text.trim() === '') return () => true;
  return new FilterParser(tokens(text), text, faceted).parse();
}

class FilterParser {
  readonly #tokens: readonly string[];
  readonly #text: string;
  readonly #faceted: ReadonlySet<string>;
  #at = 0;

  constructor(list: readonly string[], text: string, faceted: ReadonlySet<string>) {
    this.#tokens = list;
    this.#text = text;
    this.#faceted = faceted;
  }

  parse(): RecordFilter {
    const filter = this.#or();
    if (this.#at < this.#tokens.length) throw this.#error();
    return filter;
  }

  #or(): RecordFilter {
    const any = [this.#and()];
    while (this.#accept('OR')) any.push(this.#and());
    return any.length === 1 && any[0] ? any[0] : (record) => any.some((filter) => filter(record));
  }

  #and(): RecordFilter {
    const all = [this.#not()];
    while (this.#accept('AND')) all.push(this.#not());
    return all.length === 1 && all[0] ? all[0] : (record) => all.every((filter) => filter(record));
  }

  #not(): RecordFilter {
    if (this.#accept('NOT')) {
      const filter = this.#not();
      return (record) => !filter(record);
    }
    if (!this.#accept('(')) return this.#comparison();
    const filter = this.#or();
    if (!this.#accept(')')) throw this.#error();
    return filter;
  }

  #comparison(): RecordFilter {
    const attribute = unquoted(this.#next());
    const operator = this.#next();
    const value = unquoted(this.#next());
    const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
    if (compare) {
      const wanted = this.#number(value);
      return (record) => numbers(attributeOf(record, attribute)).some((held) => compare(held, wanted));
    }
    if (operator !== ':') throw this.#error();
    if (!this.#accept('TO')) return facet(attribute, value, this.#faceted);
    const [low, high] = [this.#number(value), this.#number(this.#next())];
    return (record) => numbers(attributeOf(record, attribute)).some((held) => held >= low && held <= high);
  }

  #number(text: string): number {
    const value = Number(text);
    if (Number.isNaN(value)) throw this.#error();
    return value;
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.#error();
    return token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== token) return false;
    this.#at += 1;
    return true;
  }

  #error(): AlgoliaError {
    return new AlgoliaError(400, `filters: Unexpected token in ${this.#text}`);
  }
}

const unquoted = (token: string): string => (/^["']/.test(token) ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token);
