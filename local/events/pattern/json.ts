import { invalidAt } from './errors.ts';

/**
 * A JSON value of a pattern. Unlike `JSON.parse`, repeated keys are kept (they merge in a pattern), numbers keep their text, and
 * `at` is the position that EventBridge reports for an error at this value.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[]; readonly at: number }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly value: true | false | null; readonly at: number };

/** As deep as EventBridge's own parser goes. */
const DEEPEST = 1000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TOKEN = /[A-Za-z0-9_$]+/y;
const LITERALS = new Map<string, true | false | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses the text of a pattern; refuses what is not JSON. */
export function parsePatternJson(text: string): JsonNode {
  const parser = new Parser(text);
  return parser.document();
}

class Parser {
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const value = this.#value();
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail(`Unexpected character (${named(this.#text[this.#position])})`);
    return value;
  }

  #value(): JsonNode {
    this.#skipSpace();
    const character = this.#text[this.#position];
    if (character === '{') return this.#nested(() => this.#object());
    if (character === '[') return this.#nested(() => this.#array());
    if (character === '"') return this.#string();
    if (character !== undefined && /[-\d]/.test(character)) return this.#number();
    if (character === undefined) this.#fail('Unexpected end-of-input');
    return this.#literal();
  }

  #nested(parse: () => JsonNode): JsonNode {
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      this.#fail(`Document nesting depth (${this.#depth}) exceeds the maximum allowed (${DEEPEST})`);
    }
    this.#position += 1;
    const node = parse();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode {
    const at = this.#position;
    const entries: [string, JsonNode][] = [];
    for (let next = this.#peek(); next !== '}'; next = this.#peek()) {
      if (entries.length > 0) this.#comma('}', 'Object');
      if (this.#peek() !== '"') {
        this.#fail(`Unexpected character (${named(this.#peek())}): was expecting double-quote to start field name`, 1);
      }
      const key = this.#string().value;
      if (this.#peek() !== ':') {
        this.#fail(
          `Unexpected character (${named(this.#peek())}): was expecting a colon to separate field name and value`,
          1,
        );
      }
      this.#position += 1;
      entries.push([key, this.#value()]);
    }
    this.#position += 1;
    return { kind: 'object', entries, at };
  }

  #array(): JsonNode {
    const at = this.#position;
    const items: JsonNode[] = [];
    for (let next = this.#peek(); next !== ']'; next = this.#peek()) {
      if (items.length > 0) this.#comma(']', 'Array');
      items.push(this.#value());
    }
    this.#position += 1;
    return { kind: 'array', items, at };
  }

  #comma(_closing: string, kind: string): void {
    if (this.#peek() !== ',') {
      this.#fail(`Unexpected character (${named(this.#peek())}): was expecting comma to separate ${kind} entries`, 1);
    }
    this.#position += 1;
  }

  #string(): JsonNode & { kind: 'string' } {
    const at = this.#position + 1;
    const end = this.#endOfString(at);
    if (end < 0) {
      this.#position = this.#text.length;
      this.#fail('Unexpected end-of-input: was expecting closing quote for a string value');
    }
    const quoted = this.#text.slice(this.#position, end);
    this.#position = end;
    try {
      return { kind: 'string', value: JSON.parse(quoted) as string, at };
    } catch {
      return this.#fail(`Illegal character or escape in string ${quoted}`);
    }
  }

  /** Not a regular expression, since those run out of stack on very long texts. */
  #endOfString(start: number): number {
    for (let i = start; i < this.#text.length; i += 1) {
      const code = this.#text.charCodeAt(i);
      if (code === QUOTE) return i + 1;
      if (code === BACKSLASH) i += 1;
    }
    return -1;
  }

  #number(): JsonNode {
    NUMBER.lastIndex = this.#position;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined)
      return this.#fail(`Unexpected character (${named(this.#text[this.#position])}) in numeric value`, 1);
    this.#position += text.length;
    return { kind: 'number', text, at: this.#position };
  }

  #literal(): JsonNode {
    TOKEN.lastIndex = this.#position;
    const token = TOKEN.exec(this.#text)?.[0];
    if (token === undefined) {
      this.#fail(
        `Unexpected character (${named(this.#text[this.#position])}): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
        1,
      );
    }
    this.#position += token.length;
    const value = LITERALS.get(token);
    if (value !== undefined) return { kind: 'literal', value, at: this.#position };
    return this.#fail(
      `Unrecognized token '${token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
    );
  }

  #peek(): string | undefined {
    this.#skipSpace();
    const character = this.#text[this.#position];
    if (character === undefined) this.#fail('Unexpected end-of-input');
    return character;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#position] ?? '')) this.#position += 1;
  }

  #fail(reason: string, past = 0): never {
    throw invalidAt(reason, this.#text, this.#position + past);
  }
}

const named = (character: string | undefined): string =>
  character === undefined ? 'end of input' : `'${character}' (code ${character.codePointAt(0)})`;
