import { nodeCrypto } from './crypto.ts';

interface Kept {
  readonly body: string;
  readonly etag: string;
  readonly maxAge: number;
  /** Milliseconds on the clock. */
  readonly until: number;
}

/**
 * Answers of queries without errors, for as long as every upstream behind them allows. The key holds all that the answer may
 * depend on: the document, the variables and the values of the forwarded headers, so no caller is served another's.
 */
export class ResponseCache {
  private readonly entries = new Map<string, Kept>();
  private readonly maxEntries: number;
  private readonly now: () => number;

  constructor(options: { readonly maxEntries: number; readonly now?: () => number }) {
    this.maxEntries = options.maxEntries;
    this.now = options.now ?? (() => performance.now());
  }

  static key(hash: string, variables: unknown, forwarded: readonly (string | undefined)[]): string {
    return nodeCrypto()
      .createHash('sha256')
      .update(JSON.stringify([hash, variables, forwarded]))
      .digest('base64');
  }

  get(key: string): (Kept & { readonly remaining: number }) | undefined {
    const kept = this.entries.get(key);
    if (!kept) return undefined;
    const remaining = Math.floor((kept.until - this.now()) / 1000);
    if (kept.until <= this.now()) {
      this.entries.delete(key);
      return undefined;
    }
    // The most recently used stand last.
    this.entries.delete(key);
    this.entries.set(key, kept);
    return { ...kept, remaining };
  }

  set(key: string, body: string, etag: string, maxAge: number): void {
    if (this.entries.size >= this.maxEntries) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(key, { body, etag, maxAge, until: this.now() + maxAge * 1000 });
  }
}

export const etagOf = (body: string): string =>
  `"${nodeCrypto().createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
