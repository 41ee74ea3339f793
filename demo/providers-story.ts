import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { clientSettings } from '../bin/client-settings.ts';
import { ProviderChanged } from '../functions/events/provider-changed.ts';
import { publish } from '../functions/publish.ts';
import { compareMessages, compareProviders } from './compare-callbacks.ts';
import { DeadLetterReader } from './dead-letters.ts';
import type { Differences } from './differences.ts';
import { random, shuffled } from './disorder.ts';
import { RestWatch } from './rest.ts';
import { each } from './sample.ts';
import { settle } from './settle.ts';
import type { Vendors } from './vendors.ts';
import type { World } from './world.ts';

const PROVIDERS = 100;
const ROUNDS = 10;

/** Reads of the providers' API are this far behind its writes: it is called back before it knows what it has told. */
const LAG_MS = 1_500;

/** Every ninth is deleted in the end, every seventh in between. */
const isDeleted = (n: number, round: number) => (n % 9 === 0 && round === ROUNDS - 1) || (n % 7 === 0 && round === 4);

interface Told {
  readonly providerId: string;
  readonly version: number;
}

/** The portal changes its providers, and tells of it late, twice and in no order; the view and the messages must agree with it. */
export class ProvidersStory {
  readonly #world: World;
  readonly #vendors: Vendors;
  readonly #letters: DeadLetterReader;
  readonly #watch: RestWatch;
  readonly #events: EventBridgeClient;
  readonly #draw = random(7);
  #published = 0;

  constructor(world: World, vendors: Vendors) {
    this.#world = world;
    this.#vendors = vendors;
    this.#letters = new DeadLetterReader(world.addresses.endpoint, 'Penstock-provider-changed-dead-letters');
    this.#watch = new RestWatch(world.addresses.endpoint, 'Penstock-provider-changed');
    this.#events = new EventBridgeClient(clientSettings(world.addresses.endpoint));
  }

  async happen(say: (line: string) => void): Promise<void> {
    say(`${PROVIDERS} providers change ${ROUNDS} times; the notifications come shuffled and twice, the API lags …`);
    await this.#vendors.act('providers', 'lag', { ms: LAG_MS });
    let waiting: Told[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const told = await this.#change(round);
      waiting = shuffled([...waiting, ...told, ...told], this.#draw);
      const now = round === ROUNDS - 1 ? waiting.length : Math.floor(waiting.length / 2);
      await this.#publish(waiting.slice(0, now));
      waiting = waiting.slice(now);
    }
    await this.#malformed();
  }

  settle(): Promise<Differences> {
    return settle(async () => {
      const { items } = await this.#vendors.api('providers');
      const view = await this.#world.rows('ProviderChangedViewName');
      const differences = compareProviders(items, view);
      const { items: messages } = await this.#vendors.api('comms');
      compareMessages(items, messages, differences);
      if (!(await this.#letters.read()).length)
        differences.lost.push('(the malformed event, which ought to be parked)');
      if (!(await this.#watch.rests())) differences.lost.push('(notifications that are under way)');
      return differences;
    });
  }

  /** How many notifications there were, and how often the source was called. */
  async callbacks(): Promise<{ readonly notifications: number; readonly calls: number }> {
    return { notifications: this.#published, calls: (await this.#vendors.calls('providers')).getProvider ?? 0 };
  }

  parked(): Promise<number> {
    return this.#letters.depth();
  }

  close(): void {
    this.#letters.close();
    this.#watch.close();
    this.#events.destroy();
  }

  async #change(round: number): Promise<Told[]> {
    const told: Told[] = [];
    await each(
      Array.from({ length: PROVIDERS }, (_, n) => n),
      async (n) => {
        const id = `provider-${n}`;
        const profile = { name: `Provider ${n}, change ${round}`, ...(round % 2 && { city: 'Basel' }) };
        const control = isDeleted(n, round) ? 'delete' : 'put';
        const { version } = await this.#vendors.act('providers', control, { collection: 'providers', id, ...profile });
        told.push({ providerId: id, version: Number(version) });
      },
    );
    return told;
  }

  async #publish(told: readonly Told[]): Promise<void> {
    this.#published += told.length;
    await publish(ProviderChanged, told, { bus: this.#bus, client: this.#events });
  }

  /** A producer that does not use `publish`: its event lacks the version, and must be parked, not dropped. */
  async #malformed(): Promise<void> {
    const Detail = JSON.stringify({ providerId: 'provider-0' });
    const { source: Source, name: DetailType } = ProviderChanged;
    await this.#events.send(
      new PutEventsCommand({ Entries: [{ EventBusName: this.#bus, Source, DetailType, Detail }] }),
    );
  }

  get #bus(): string {
    return this.#world.outputs.get('SystemBusName');
  }
}
