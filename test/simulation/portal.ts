import { sleep } from '../../local/clock.ts';
import { QUIET_MS } from './action.ts';
import type { Life } from './life.ts';
import type { Differences } from './oracle.ts';
import type { Views } from './views.ts';

const API = 'providers';
/** So many notifications at once are one callback, or two if the queue gives them out in two parts; the machine may try one again. */
const STORM = 12;
const MOST_TURNS = 4;

const VIEW = 'Penstock-provider-changed-view';

interface Item {
  readonly id: string;
  readonly version: number;
  /** Undefined: deleted. */
  readonly item?: { readonly name: string; readonly city?: string };
}

type ViewRow = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean }>>;

/**
 * The provider portal, which leads the providers: it changes them, and tells of it on the bus, late, twice and in no order. What it
 * holds is the truth for the view.
 */
export class Portal {
  /** The newest version of each provider whose event the bus has taken. */
  readonly #told = new Map<string, number>();
  /** The highest version that the view was ever seen with. */
  readonly #seen = new Map<string, number>();

  /** Changes a provider, and tells of it `copies` times, each up to `delayMs` later. */
  async change(life: Life, id: string, deleted: boolean, copies: number, delayMs: number): Promise<void> {
    const content = { name: `Name ${life.clock.bytes(3).toString('hex')}`, city: `City ${life.clock.bytes(1)[0]}` };
    const input = { collection: API, id, ...(deleted ? {} : content) };
    const made = (await life.saas.control(API, deleted ? 'delete' : 'put', input)) as Item;
    await life.store.committed();
    const waits = Array.from({ length: copies }, () => life.clock.random() * delayMs);
    await Promise.all(waits.map((wait) => this.#tell(life, made, wait)));
  }

  /**
   * Many notifications of one provider at once, in calm weather: they must become few callbacks.
   * @returns what is wrong, if anything is
   */
  async storm(life: Life, views: Views, id: string): Promise<string | undefined> {
    await life.saas.control(API, 'lag', { ms: 0 });
    const before = views.turns(id);
    await life.during(this.change(life, id, false, STORM, 0));
    await life.runUntil(life.clock.now() + QUIET_MS);
    const turns = views.turns(id) - before;
    return turns > MOST_TURNS ? `${STORM} notifications of ${id} made ${turns} callbacks` : undefined;
  }

  /** After a crash, the portal tells again what the bus may not have heard. */
  async tellAgain(life: Life): Promise<void> {
    for (const item of this.#items(life))
      if ((this.#told.get(item.id) ?? 0) < item.version) await this.#tell(life, item, 0);
  }

  /** What the view must show, by what the portal holds. The view may be ahead of nothing, behind nothing, and never go back. */
  async differences(life: Life): Promise<Differences> {
    const found: Differences = { lost: [], stale: [], resurrected: [] };
    const rows = await this.#view(life);
    for (const { id, version, item } of this.#items(life)) {
      const row = rows.get(id);
      const held = Number(row?.version?.N ?? 0);
      const shown = row !== undefined && row.deleted?.BOOL !== true;
      const what = `${id}: the portal has v${version} ${item?.name ?? 'deleted'}, the view v${held} ${row?.name?.S ?? 'nothing'}`;
      if (held < (this.#seen.get(id) ?? 0)) found.stale.push(`${what}; it was v${this.#seen.get(id)} before`);
      else if (!item && shown) found.resurrected.push(what);
      else if (item && !shown) found.lost.push(what);
      else if (item && (held !== version || row?.name?.S !== item.name || row?.city?.S !== item.city))
        found.stale.push(what);
      this.#seen.set(id, Math.max(held, this.#seen.get(id) ?? 0));
    }
    found.resurrected.push(...this.#toldTwice(life));
    return found;
  }

  /** A provider is told once of each version that went live. */
  #toldTwice(life: Life): string[] {
    const { items } = (
      life.saas.state('comms') as { state: { items: { item?: { text?: string; providerId?: string } }[] } }
    ).state;
    const texts = items.map(({ item }) => `${item?.providerId}: ${item?.text}`);
    return texts.filter((text, index) => texts.indexOf(text) !== index).map((text) => `told twice: ${text}`);
  }

  async #tell(life: Life, { id, version }: Item, waitMs: number): Promise<void> {
    await sleep(life.clock, waitMs);
    const Detail = JSON.stringify({ contractVersion: 1, providerId: id, version });
    const entry = {
      EventBusName: 'Penstock-system',
      Source: 'penstock.providers',
      DetailType: 'ProviderChanged',
      Detail,
    };
    await life.call('events', 'PutEvents', { Entries: [entry] });
    this.#told.set(id, Math.max(version, this.#told.get(id) ?? 0));
  }

  #items(life: Life): Item[] {
    const answer = life.saas.state(API, { collection: API }) as { state: { items: Item[] } };
    return answer.state.items;
  }

  async #view(life: Life): Promise<Map<string, ViewRow>> {
    const { Items } = await life.call<{ Items: ViewRow[] }>('dynamodb', 'Scan', {
      TableName: VIEW,
      ConsistentRead: true,
    });
    return new Map(Items.map((row) => [row.providerId?.S ?? '', row]));
  }
}
