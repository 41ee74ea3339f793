import { AwsError } from '../../local/errors.ts';
import { DAY, type WriteKind } from './action.ts';
import type { Draw } from './draw.ts';
import type { Attributes, Entry, Journal, Known } from './journal.ts';
import type { Life } from './life.ts';

export const TABLE = 'Penstock-inventory';

/** Rows of deleted items expire after 45 days; whoever makes one anew after that begins at version 1 (see docs/correctness.md). */
const REMEMBERED_MS = 40 * DAY;

type Value = { readonly S: string } | { readonly N: string } | { readonly BOOL: boolean };
type Row = Readonly<Record<string, Value>>;

/** A write that has been sent and not yet acknowledged: after a crash the row tells whether it happened. */
interface Sent {
  readonly entry: Omit<Entry, 'at'>;
  readonly removed: boolean;
  /** Distinguishes this write's row from all others. */
  readonly mark: number;
}

/** The applications: they write rows as the repositories do, under the condition that nobody else did meanwhile. */
export class Writers {
  readonly #draw: Draw;
  readonly #journal: Journal;
  readonly #sent = new Map<string, Sent>();
  #marks = 0;

  constructor(draw: Draw, journal: Journal) {
    this.#draw = draw;
    this.#journal = journal;
  }

  /** One of the items that can be written now: nobody else writes it at the moment, and its version can still rise. */
  choose(life: Life, wanted: number, keys: number): string | undefined {
    const now = life.clock.now();
    for (let tried = 0; tried < keys; tried++) {
      const key = `item-${(wanted + tried) % keys}`;
      if (!this.#sent.has(key) && !isGone(this.#journal.known(key), now)) return key;
    }
    return undefined;
  }

  /** Makes one change of the item; what is not there cannot be changed, and is made. Resolves at the acknowledgement. */
  async write(life: Life, key: string, kind: WriteKind, skewMs: number): Promise<void> {
    const known = this.#journal.known(key);
    const next = this.#next(key, kind, known) ?? this.#made(key, known);
    const sent = { ...next, mark: ++this.#marks };
    this.#sent.set(key, sent);
    if (next.removed) await life.call('dynamodb', 'DeleteItem', { TableName: TABLE, Key: { sku: { S: key } } });
    else await this.#put(life, rowOf(key, sent, life.clock.now() + skewMs), kind === 'hand' ? {} : condition(known));
    this.#acknowledged(life, key, sent);
  }

  /** After a crash: what was sent may have happened or not; the row says so. */
  async lookAgain(life: Life): Promise<void> {
    for (const [key, sent] of [...this.#sent]) {
      const input = { TableName: TABLE, Key: { sku: { S: key } }, ConsistentRead: true };
      const { Item } = await life.call<{ Item?: Record<string, { N?: string }> }>('dynamodb', 'GetItem', input);
      const happened = sent.removed ? !Item : Item?.mark?.N === String(sent.mark);
      if (happened) this.#acknowledged(life, key, sent);
      else this.#sent.delete(key);
    }
  }

  #acknowledged(life: Life, key: string, sent: Sent): void {
    this.#sent.delete(key);
    this.#journal.note(key, { ...sent.entry, at: life.clock.now() }, sent.removed);
  }

  async #put(life: Life, item: Row, onlyIf: object): Promise<void> {
    try {
      await life.call('dynamodb', 'PutItem', { TableName: TABLE, Item: item, ...onlyIf });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
      throw new Error('an acknowledged write is not in the table', { cause: error });
    }
  }

  #next(key: string, kind: WriteKind, known: Known | undefined): Omit<Sent, 'mark'> | undefined {
    const alive = known?.attributes;
    const version = (known?.version ?? 0) + 1;
    const entry = (attributes: Attributes | undefined, more: Partial<Entry> = {}) => ({
      entry: { version, attributes, ...more },
      removed: false,
    });
    switch (kind) {
      case 'put':
        return this.#made(key, known);
      case 'update':
        return alive && entry(this.#changed(alive));
      case 'jump':
        return entry(this.#attributes(key), { version: version + this.#draw.whole(1, 9) });
      case 'delete':
        return alive && entry(undefined);
      case 'handDelete':
        return alive && { entry: { version, attributes: undefined }, removed: true };
      case 'hand':
        return alive && entry(this.#changed(alive), { version: version - 1, parked: 'VersionNotRaised' });
      case 'invalid':
        return entry({ ...this.#attributes(key), title: this.#draw.whole(1, 999) }, { parked: 'ContractViolation' });
      case 'large':
        return entry(
          { ...this.#attributes(key), description: 'x'.repeat(this.#draw.whole(12_000, 20_000)) },
          { parked: 'RecordTooBig' },
        );
    }
  }

  #made(key: string, known: Known | undefined): Omit<Sent, 'mark'> {
    return { entry: { version: (known?.version ?? 0) + 1, attributes: this.#attributes(key) }, removed: false };
  }

  #attributes(key: string): Attributes {
    const optional = {
      genre: () => this.#draw.one(['Drama', 'Comedy', 'Western']),
      director: () => `director ${this.#draw.whole(1, 99)}`,
      score: () => this.#draw.whole(0, 100) / 10,
      votes: () => this.#draw.whole(0, 1e6),
      budget: () => this.#draw.whole(0, 1e6),
      description: () => `about ${key}, ${this.#draw.whole(1, 1e6)}`,
    };
    const chosen = Object.entries(optional).filter(() => this.#draw.chance(0.5));
    return {
      title: `Title ${this.#draw.whole(1, 1e6)}`,
      providerId: `provider-${this.#draw.whole(1, 9)}`,
      ...Object.fromEntries(chosen.map(([name, make]) => [name, make()])),
    };
  }

  /** A new title, and perhaps an attribute less; what was wrong with the item is put right. */
  #changed(attributes: Attributes): Attributes {
    const { genre, ...rest } = attributes;
    const kept: Attributes = genre !== undefined && this.#draw.chance(0.5) ? { genre } : {};
    const description: Attributes = String(rest.description ?? '').length > 5_000 ? { description: 'short' } : {};
    return { ...rest, ...kept, ...description, title: `Title ${this.#draw.whole(1, 1e6)}` };
  }
}

/** Nobody else wrote meanwhile. */
function condition(known: Known | undefined): object {
  const names = { ExpressionAttributeNames: { '#v': 'version' } };
  if (!known) return { ...names, ConditionExpression: 'attribute_not_exists(#v)' };
  const values = { ':v': { N: String(known.version) } };
  return { ...names, ConditionExpression: '#v = :v', ExpressionAttributeValues: values };
}

const isGone = (known: Known | undefined, now: number): boolean =>
  known !== undefined && (known.removed || (!known.attributes && now - known.at > REMEMBERED_MS));

function rowOf(key: string, { entry, mark }: Sent, updatedAt: number): Row {
  const base = {
    sku: { S: key },
    version: { N: String(entry.version) },
    updatedAt: { N: String(updatedAt) },
    mark: { N: String(mark) },
  };
  if (!entry.attributes)
    return { ...base, deleted: { BOOL: true }, expiresAt: { N: String(Math.floor(updatedAt / 1000) + 45 * 86_400) } };
  const values = Object.entries(entry.attributes).map(([name, value]): [string, Value] => [
    name,
    typeof value === 'string' ? { S: value } : { N: String(value) },
  ]);
  return { ...base, ...Object.fromEntries(values) };
}
