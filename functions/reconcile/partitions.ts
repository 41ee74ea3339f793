import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLUSH_CHARS = 65_536;

/**
 * Lines on disk, dealt out by a hash of their key, so that two sides that come in different orders can be compared a part
 * at a time: memory holds one part, and a small buffer of each. A partition that fits its buffer needs no file,
 * and where all fit, there is no folder either.
 */
export class Partitions {
  readonly count: number;
  readonly #parent: string;
  #folder: string | undefined;
  readonly #files = new Map<number, number>();
  readonly #buffers: string[];

  constructor(count: number, folder = tmpdir()) {
    this.count = count;
    this.#parent = folder;
    this.#buffers = Array.from({ length: count }, () => '');
  }

  /** `line` holds no line break. */
  add(key: string, line: string): void {
    const n = hash(key) % this.count;
    const buffer = `${this.#buffers[n]}${line}\n`;
    this.#buffers[n] = buffer.length < FLUSH_CHARS ? buffer : this.#flush(n, buffer);
  }

  /** All lines of a partition. */
  read(n: number): string[] {
    const written = this.#files.has(n) ? readFileSync(this.#path(n), 'utf8') : '';
    const lines = `${written}${this.#buffers[n]}`.split('\n');
    lines.pop();
    return lines;
  }

  remove(): void {
    for (const file of this.#files.values()) closeSync(file);
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #flush(n: number, text: string): string {
    const file = this.#files.get(n) ?? openSync(this.#path(n), 'w');
    this.#files.set(n, file);
    writeSync(file, text);
    return '';
  }

  #path(n: number): string {
    this.#folder ??= mkdtempSync(join(this.#parent, 'penstock-compare-'));
    return join(this.#folder, String(n));
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
