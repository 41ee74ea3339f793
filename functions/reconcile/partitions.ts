import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLUSH_CHARS = 65_536;

/**
 * Lines on disk, dealt out by a hash of their key, so that two sides that come in different orders can be compared a part
 * at a time: memory holds one part, and a small buffer of each.
 */
export class Partitions {
  readonly count: number;
  readonly #folder: string;
  readonly #files: number[];
  readonly #buffers: string[];

  constructor(count: number, folder = tmpdir()) {
    this.count = count;
    this.#folder = mkdtempSync(join(folder, 'penstock-compare-'));
    this.#files = Array.from({ length: count }, (_, n) => openSync(this.#path(n), 'w'));
    this.#buffers = this.#files.map(() => '');
  }

  /** `line` holds no line break. */
  add(key: string, line: string): void {
    const n = hash(key) % this.count;
    const buffer = `${this.#buffers[n]}${line}\n`;
    this.#buffers[n] = buffer.length < FLUSH_CHARS ? buffer : this.#flush(n, buffer);
  }

  /** All lines of a partition. */
  read(n: number): string[] {
    this.#buffers[n] = this.#flush(n, this.#buffers[n] ?? '');
    const lines = readFileSync(this.#path(n), 'utf8').split('\n');
    lines.pop();
    return lines;
  }

  remove(): void {
    for (const file of this.#files) closeSync(file);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #flush(n: number, text: string): string {
    const file = this.#files[n];
    if (file !== undefined && text) writeSync(file, text);
    return '';
  }

  #path(n: number): string {
    return join(this.#folder, String(n));
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
