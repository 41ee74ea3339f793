import { compareUsers } from './compare-callbacks.ts';
import { DeadLetterReader } from './dead-letters.ts';
import type { Differences } from './differences.ts';
import { RestWatch } from './rest.ts';
import { each } from './sample.ts';
import { settle } from './settle.ts';
import type { Vendors } from './vendors.ts';
import type { World } from './world.ts';

const USERS = 60;
const CHANGES = 3;
const DISORDER = { forms: ['event'], duplicates: 0.5, delayMs: 800 };

const isDeleted = (n: number) => n % 6 === 0;

/** Users change their profile at Auth0, or leave; the company's view of them must agree. */
export class UsersStory {
  readonly #world: World;
  readonly #vendors: Vendors;
  readonly #letters: DeadLetterReader;
  readonly #watch: RestWatch;
  readonly #changed = new Set<string>();

  constructor(world: World, vendors: Vendors) {
    this.#world = world;
    this.#vendors = vendors;
    this.#letters = new DeadLetterReader(world.addresses.endpoint, 'Penstock-auth0-user-changed-dead-letters');
    this.#watch = new RestWatch(world.addresses.endpoint, 'Penstock-auth0-user-changed');
  }

  async happen(say: (line: string) => void): Promise<void> {
    say(`${USERS} users change their profile at Auth0 ${CHANGES} times; some leave …`);
    await each(
      Array.from({ length: USERS }, (_, n) => n),
      async (n) => {
        const email = `reader-${n}@example.com`;
        const { user_id } = await this.#vendors.act('auth0', 'signUp', { email, forms: [] });
        for (let change = 0; change < CHANGES; change++)
          await this.#vendors.act('auth0', 'update', { user_id, name: `Reader ${n}, change ${change}`, ...DISORDER });
        if (isDeleted(n)) await this.#vendors.act('auth0', 'delete', { user_id, ...DISORDER });
        this.#changed.add(String(user_id));
      },
    );
  }

  settle(): Promise<Differences> {
    return settle(async () => {
      const users = await this.#vendors.users();
      const differences = compareUsers(users, await this.#world.rows('Auth0UserChangedViewName'), this.#changed);
      if (await this.#vendors.waiting()) differences.lost.push('(events that have not left Auth0)');
      if (!(await this.#watch.rests())) differences.lost.push('(notifications that are under way)');
      return differences;
    });
  }

  parked(): Promise<number> {
    return this.#letters.depth();
  }

  close(): void {
    this.#letters.close();
    this.#watch.close();
  }
}
