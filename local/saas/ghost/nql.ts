import type { Json } from '../http.ts';
import { GhostError } from './errors.ts';

type Test = (resource: Json) => boolean;

const bad = (filter: string): GhostError => new GhostError(400, 'BadRequestError', `Error parsing filter: ${filter}`);

/**
 * A part of NQL: `key:value`, `key:-value`, `key:[a,b]`, `key:-[a,b]`, `key:>value` (`>=`, `<`, `<=`), joined by `+` (and) and `,` (or;
 * `+` binds closer), with parentheses.
 * @see https://ghost.org/docs/content-api/#filtering
 * @throws GhostError 400
 */
export function compileNql(filter: string): Test {
  const parser = new Parser(filter);
  return parser.parse();
}

class Parser {
  readonly #filter: string;
  #at = 0;

  constructor(filter: string) {
    this.#filter = filter;
  }

  parse(): Test {
    const test = this.#or();
    if (this.#at < this.#filter.length) throw bad(this.#filter);
    return test;
  }

  #or(): Test {
    const any = [this.#and()];
    while (this.#accept(',')) any.push(this.#and());
    return (resource) => any.some((test) => test(resource));
  }

  #and(): Test {
    const all = [this.#one()];
    while (this.#accept('+')) all.push(this.#one());
    return (resource) => all.every((test) => test(resource));
  }

  #one(): Test {
    if (this.#accept('(')) {
      const test = this.#or();
      if (!this.#accept(')')) throw bad(this.#filter);
      return test;
    }
    const key = this.#read(/[a-z_.]+/y);
    if (!this.#accept(':')) throw bad(this.#filter);
    const negated = this.#accept('-');
    const test = this.#accept('[') ? this.#list(key) : this.#compare(key);
    return negated ? (resource) => !test(resource) : test;
  }

  #list(key: string): Test {
    const wanted = [this.#value()];
    while (this.#accept(',')) wanted.push(this.#value());
    if (!this.#accept(']')) throw bad(this.#filter);
    return (resource) => valuesOf(resource, key).some((held) => wanted.includes(held));
  }

  #compare(key: string): Test {
    const operator = /(?:>=|<=|>|<)?/y;
    operator.lastIndex = this.#at;
    const [found = ''] = operator.exec(this.#filter) ?? [];
    this.#at += found.length;
    const wanted = this.#value();
    return (resource) => valuesOf(resource, key).some((held) => compares(held, found, wanted));
  }

  #value(): string {
    if (this.#filter[this.#at] === "'")
      return this.#read(/'(?:[^'\\]|\\.)*'/y)
        .slice(1, -1)
        .replace(/\\(.)/g, '$1');
    return this.#read(/[^+,()[\]'"]+/y);
  }

  #read(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#filter)?.[0];
    if (!found) throw bad(this.#filter);
    this.#at += found.length;
    return found;
  }

  #accept(text: string): boolean {
    if (!this.#filter.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

/** `tag` and `author` mean the slugs of those; all else is a field. */
function valuesOf(resource: Json, key: string): string[] {
  const [head = '', field = 'slug'] = key
    .replace(/^tags?(?=$|\.)/, 'tags')
    .replace(/^authors?(?=$|\.)/, 'authors')
    .split('.');
  const held = resource[head];
  if (Array.isArray(held)) return held.map((each: Json) => String(each[field]));
  if (held !== null && typeof held === 'object') return [String(Reflect.get(held, field))];
  return [String(held)];
}

function compares(held: string, operator: string, wanted: string): boolean {
  if (operator === '') return held === wanted;
  if (operator === '>') return held > wanted;
  if (operator === '>=') return held >= wanted;
  return operator === '<' ? held < wanted : held <= wanted;
}
