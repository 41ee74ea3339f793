/** Reads a text from left to right. */
export class Scanner {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.position += token.length;
    return true;
  }

  /** @param pattern sticky, so that it matches here or not at all */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  space(): void {
    this.match(/\s*/y);
  }

  /** A string in single or double quotes; a backslash escapes the quote and itself, and is itself before all else. */
  quoted(): string {
    const quote = this.text[this.position];
    let value = '';
    for (this.position += 1; this.position < this.text.length; this.position += 1) {
      const char = this.text[this.position] as string;
      if (char === quote) {
        this.position += 1;
        return value;
      }
      const next = this.text[this.position + 1];
      if (char === '\\' && (next === quote || next === '\\')) this.position += 1;
      value += char === '\\' && (next === quote || next === '\\') ? next : char;
    }
    throw new SyntaxError(`a quote is not closed in '${this.text}'`);
  }
}
