/** What is wrong with a text that is no JSON, and where. */
export interface JsonProblem {
  readonly why: string;
  readonly location: string;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const SHOWN = 500;

/**
 * The first mistake in a text that is no JSON, in the words of the parser that AWS uses (Jackson), as its answers show them. Only for texts
 * that `JSON.parse` has refused.
 */
export function jsonProblem(text: string): JsonProblem {
  if (text.trim() === '') return { why: 'No content to map due to end-of-input', location: place(text, -1) };
  const reader: Reader = new Reader(text);
  try {
    reader.value();
    reader.fail('Unexpected text behind the value');
  } catch (error) {
    if (error instanceof Mistake) return error.problem;
    throw error;
  }
}

class Mistake extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.why);
    this.problem = problem;
  }
}

/** Line and column of the place behind the character at `index`. */
function place(text: string, index: number): string {
  const before = text.slice(0, index + 1).split('\n');
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}"[truncated ${text.length - SHOWN} chars]` : `${text}"`;
  return `[Source: (String)"${shown}; line: ${before.length}, column: ${(before.at(-1) ?? '').length + 1 - (index < 0 ? 1 : 0)}]`;
}

interface Open {
  readonly kind: 'Array' | 'Object';
  readonly at: number;
}

/** Reads on until the mistake; nested values are followed without recursion of the stack, for texts may be hostile. */
class Reader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    for (let begun = false; !begun || this.#open.length > 0; begun = true) {
      const container = this.#open.at(-1);
      if (container && this.#closes(container)) continue;
      if (container && begun && this.#after) this.#comma(container);
      if (container?.kind === 'Object') this.#name();
      this.#one();
    }
  }

  fail(why: string, at = this.#at): never {
    throw new Mistake({ why, location: place(this.#text, at) });
  }

  /** A value has just ended, so a comma or the end of its container comes next. */
  #after = false;

  #closes({ kind }: Open): boolean {
    this.#space();
    if (this.#at >= this.#text.length) this.#ended();
    if (this.#text[this.#at] !== (kind === 'Array' ? ']' : '}')) return false;
    this.#at += 1;
    this.#open.pop();
    this.#after = true;
    return true;
  }

  #comma({ kind }: Open): void {
    if (this.#text[this.#at] !== ',') this.#unexpected(`was expecting comma to separate ${kind} entries`);
    this.#at += 1;
    this.#space();
    if (this.#at >= this.#text.length) this.#ended();
  }

  #name(): void {
    if (this.#text[this.#at] !== '"') this.#unexpected('was expecting double-quote to start field name');
    this.#quoted(' in field name');
    this.#space();
    if (this.#at >= this.#text.length) this.fail('Unexpected end-of-input within/between Object entries', this.#at - 1);
    if (this.#text[this.#at] !== ':') this.#unexpected('was expecting a colon to separate field name and value');
    this.#at += 1;
  }

  #one(): void {
    this.#space();
    const char = this.#text[this.#at];
    if (char === undefined) this.fail('Unexpected end-of-input within/between Object entries', this.#at - 1);
    this.#after = true;
    if (char === '"') this.#quoted(': was expecting closing quote for a string value');
    else if (char === '{' || char === '[') {
      this.#open.push({ kind: char === '[' ? 'Array' : 'Object', at: this.#at });
      this.#at += 1;
      this.#after = false;
    } else if (/[-\d]/.test(char)) this.#match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    else this.#word(char);
  }

  #word(char: string): void {
    const start = this.#at;
    const word = this.#match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/uy);
    if (['true', 'false', 'null'].includes(word)) return;
    if (word === '') this.#unexpected(`expected a valid value ${VALUES}`, char);
    this.fail(`Unrecognized token '${word}': was expecting ${VALUES}`, start + word.length - 1);
  }

  #quoted(where: string): void {
    const text = this.#match(/"(?:[^"\\]|\\.)*"/sy);
    if (text === '') this.fail(`Unexpected end-of-input${where}`, this.#text.length - 1);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(/[ \t\r\n]*/y);
  }

  #unexpected(why: string, char = this.#text[this.#at] ?? ''): never {
    const code = char.charCodeAt(0);
    const shown = code < 32 ? `CTRL-CHAR, code ${code}` : `'${char}' (code ${code})`;
    this.fail(`Unexpected character (${shown}): ${why}`);
  }

  #ended(): never {
    const { kind, at } = this.#open.at(-1) as Open;
    this.fail(
      `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${place(this.#text, at - 1)})`,
      this.#text.length - 1,
    );
  }
}
