export const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

const QUOTE = '"';

/**
 * The records of a delimited text: fields may be quoted (a quotation mark doubled stands for one), and a backslash escapes itself, a
 * quotation mark and the delimiter; before anything else it is dropped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 */
export function* csvRecords(text: string, delimiter: string): Generator<string[]> {
  const reader = new Reader(text, delimiter);
  while (!reader.atEnd) {
    const record = reader.record();
    if (record.length > 1 || record[0] !== '') yield record; // an empty line is no record
  }
}

class Reader {
  readonly #text: string;
  readonly #delimiter: string;
  #at: number;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  record(): string[] {
    const fields: string[] = [];
    for (;;) {
      fields.push(this.#field());
      if (this.#text[this.#at] !== this.#delimiter) break;
      this.#at += 1;
    }
    if (this.#text[this.#at] === '\r') this.#at += 1;
    if (this.#text[this.#at] === '\n') this.#at += 1;
    return fields;
  }

  #field(): string {
    let field = '';
    let quoted = this.#text[this.#at] === QUOTE;
    if (quoted) this.#at += 1;
    while (!this.atEnd) {
      const character = this.#text[this.#at] as string;
      if (!quoted && (character === this.#delimiter || this.#isLineEnd(character))) break;
      this.#at += 1;
      if (character === QUOTE && quoted && this.#text[this.#at] !== QUOTE) quoted = false;
      else if (character === QUOTE && this.#text[this.#at] === QUOTE) field += this.#next();
      else if (character === '\\') field += this.#escaped();
      else field += character;
    }
    return field;
  }

  #isLineEnd(character: string): boolean {
    return character === '\n' || (character === '\r' && this.#text[this.#at + 1] === '\n');
  }

  #escaped(): string {
    const next = this.#text[this.#at];
    return next === '\\' || next === QUOTE || next === this.#delimiter ? this.#next() : '';
  }

  #next(): string {
    return this.#text[this.#at++] ?? '';
  }
}
