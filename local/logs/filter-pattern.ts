import { AwsError } from '../errors.ts';

export type MessageFilter = (message: string) => boolean;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/**
 * Compiles a filter pattern: terms (`ERROR timeout`, `"exact phrase"`, `-excluded`, `?either ?or`) or a JSON expression
 * (`{ $.level = "ERROR" && $.ms > 100 }`). Space-delimited patterns (`[ip, user]`) are refused.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern = ''): MessageFilter {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (trimmed.startsWith('['))
    throw invalid('Invalid filter pattern: space-delimited patterns are not supported by the local runtime');
  if (trimmed.startsWith('{')) return compileJson(trimmed);
  if (/(?:^|\s)%[^%]+%(?:\s|$)/.test(trimmed))
    throw invalid('Invalid filter pattern: regular expressions are not supported by the local runtime');
  return compileTerms(trimmed);
}

function compileTerms(pattern: string): MessageFilter {
  const terms = [...pattern.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign, quoted, bare]) => ({
    sign,
    text: (quoted?.replace(/\\(.)/g, '$1') ?? bare) as string,
  }));
  const all = terms.filter(({ sign }) => sign === '').map(({ text }) => text);
  const none = terms.filter(({ sign }) => sign === '-').map(({ text }) => text);
  const any = terms.filter(({ sign }) => sign === '?').map(({ text }) => text);
  return (message) =>
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text)) &&
    (any.length === 0 || all.length > 0 || any.some((text) => message.includes(text)));
}

type Test = (document: unknown) => boolean;

function compileJson(pattern: string): MessageFilter {
  if (!pattern.endsWith('}')) throw invalid('Invalid filter pattern: the closing brace is missing');
  const test = new Parser(pattern.slice(1, -1)).parse();
  return (message) => {
    const document = parse(message);
    return document !== undefined && test(document);
  };
}

function parse(message: string): unknown {
  if (!message.startsWith('{') && !message.startsWith('[')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined; // an event that is no JSON matches no JSON pattern
  }
}

const TOKEN =
  /\s*(\$(?:\.[\w@-]+|\[(?:\d+|\*|"[^"]*")\]|\["[^"]*"\])+|&&|\|\||!=|<=|>=|[=<>()!]|"(?:[^"\\]|\\.)*"|%[^%]*%|[^\s()=<>!&|]+)/y;

/** Recursive descent over `a || b && (c)`. */
class Parser {
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    const source = text.trim();
    TOKEN.lastIndex = 0;
    for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const found = TOKEN.exec(source);
      if (!found) throw invalid(`Invalid filter pattern near: ${source.slice(at, at + 20)}`);
      this.#tokens.push(found[1] as string);
    }
  }

  parse(): Test {
    const test = this.#or();
    if (this.#at < this.#tokens.length) throw invalid(`Invalid filter pattern near: ${this.#tokens[this.#at]}`);
    return test;
  }

  #or(): Test {
    const left = this.#and();
    if (!this.#skip('||')) return left;
    const right = this.#or();
    return (document) => left(document) || right(document);
  }

  #and(): Test {
    const left = this.#comparison();
    if (!this.#skip('&&')) return left;
    const right = this.#and();
    return (document) => left(document) && right(document);
  }

  #comparison(): Test {
    if (this.#skip('(')) {
      const inner = this.#or();
      if (!this.#skip(')')) throw invalid('Invalid filter pattern: a closing parenthesis is missing');
      return inner;
    }
    const read = selector(this.#take());
    const operator = this.#take().toUpperCase();
    if (operator === 'IS') return this.#is(read);
    if (operator === 'NOT' && this.#take().toUpperCase() === 'EXISTS')
      return (document) => read(document) === undefined;
    if (operator === 'EXISTS') return (document) => read(document) !== undefined;
    const test = comparator(operator, this.#take());
    return (document) => test(read(document));
  }

  #is(read: (document: unknown) => unknown): Test {
    const wanted = new Map<string, unknown>([
      ['NULL', null],
      ['TRUE', true],
      ['FALSE', false],
    ]);
    const name = this.#take().toUpperCase();
    if (!wanted.has(name)) throw invalid(`Invalid filter pattern near: ${name}`);
    return (document) => read(document) === wanted.get(name);
  }

  #take(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw invalid('Invalid filter pattern: it ends too early');
    return token;
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }
}

function selector(token: string): (document: unknown) => unknown {
  if (!token.startsWith('$')) throw invalid(`Invalid filter pattern near: ${token}`);
  const steps = [...token.matchAll(/\.([\w@-]+)|\["?([^"\]]*)"?\]/g)].map(
    ([, name, index]) => (name ?? index) as string,
  );
  return (document) => steps.reduce((value: unknown, step) => ownValue(value, step), document);
}

function ownValue(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string, unknown>)[step];
}

function comparator(operator: string, token: string): (value: unknown) => boolean {
  if (token.startsWith('%'))
    throw invalid('Invalid filter pattern: regular expressions are not supported by the local runtime');
  const text = token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  const number = token.startsWith('"') ? Number.NaN : Number(token);
  const same = (value: unknown) => (typeof value === 'number' ? value === number : wildcard(text)(value));
  const tests: Record<string, (value: unknown) => boolean> = {
    '=': same,
    '!=': (value) => value !== undefined && !same(value),
    '<': (value) => typeof value === 'number' && value < number,
    '<=': (value) => typeof value === 'number' && value <= number,
    '>': (value) => typeof value === 'number' && value > number,
    '>=': (value) => typeof value === 'number' && value >= number,
  };
  const test = tests[operator];
  if (!test) throw invalid(`Invalid filter pattern near: ${operator}`);
  return test;
}

/** `*` stands for any text. Matched piece by piece, so that no pattern can make it slow. */
function wildcard(text: string): (value: unknown) => boolean {
  const [first = '', ...rest] = text.split('*');
  const last = rest.pop();
  if (last === undefined) return (value) => value === text;
  return (value) => {
    if (typeof value !== 'string' || !value.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return value.length - last.length >= at && value.endsWith(last);
  };
}
