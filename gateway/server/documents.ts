import { nodeCrypto } from './crypto.ts';

/** Apollo's automatic persisted queries: documents that clients registered by sending them once. Least recently used go first. */
export class PersistedDocuments {
  private readonly texts = new Map<string, string>();
  private readonly maxEntries: number;

  constructor(maxEntries: number) {
    this.maxEntries = maxEntries;
  }

  get(hash: string): string | undefined {
    const text = this.texts.get(hash);
    if (text === undefined) return undefined;
    this.texts.delete(hash);
    this.texts.set(hash, text);
    return text;
  }

  set(hash: string, text: string): void {
    if (this.texts.size >= this.maxEntries) {
      const [oldest] = this.texts.keys();
      if (oldest !== undefined) this.texts.delete(oldest);
    }
    this.texts.set(hash, text);
  }
}

export const hashOf = (text: string): string => nodeCrypto().createHash('sha256').update(text).digest('hex');
