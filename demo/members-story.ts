import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { LOCAL_AUTH0_SOURCE } from '../bin/app-runtime.ts';
import { clientSettings } from '../bin/client-settings.ts';
import { compareMembers } from './compare.ts';
import { DeadLetterReader } from './dead-letters.ts';
import type { Differences } from './differences.ts';
import { each } from './sample.ts';
import { settle } from './settle.ts';
import type { Vendors } from './vendors.ts';
import type { World } from './world.ts';

const USERS = 150;

/** Auth0 keeps no order and repeats itself: a third of the events come twice, each up to this much late. */
const DISORDER = { duplicates: 0.3, delayMs: 400 };

/** Each user signs up; every fifth is deleted; every eleventh had left the list long before, and must not be brought back. */
const isDeleted = (n: number) => n % 5 === 0;
const hadLeft = (n: number) => n % 11 === 0 && !isDeleted(n);

const emailOf = (n: number) => `visitor-${n}@example.com`;

/** Users come and go at Auth0, in both forms that it tells of them, and the mailing list must agree. */
export class MembersStory {
  readonly #world: World;
  readonly #vendors: Vendors;
  readonly #letters: DeadLetterReader;

  constructor(world: World, vendors: Vendors) {
    this.#world = world;
    this.#vendors = vendors;
    this.#letters = new DeadLetterReader(world.addresses.endpoint, 'Penstock-auth0-user-to-mailchimp-dead-letters');
  }

  async happen(say: (line: string) => void): Promise<void> {
    say(`${USERS} users sign up at Auth0, some leave again; its events come late, twice and in no order …`);
    const users = Array.from({ length: USERS }, (_, n) => n);
    await each(users.filter(hadLeft), (n) =>
      this.#vendors.act('mailchimp', 'setStatus', { email: emailOf(n), status: 'unsubscribed' }),
    );
    await each(users, async (n) => {
      const forms = [['log'], ['event'], ['log', 'event']][n % 3];
      const user = await this.#vendors.act('auth0', 'signUp', {
        email: emailOf(n),
        given_name: `Visitor ${n}`,
        forms,
        ...DISORDER,
      });
      if (isDeleted(n)) await this.#vendors.act('auth0', 'delete', { user_id: user.user_id, forms, ...DISORDER });
    });
    await this.#unknownType();
  }

  settle(): Promise<Differences> {
    return settle(async () => {
      const differences = compareMembers(expected(), await this.#vendors.members());
      if (await this.#vendors.waiting()) differences.lost.push('(events that have not left Auth0)');
      const letters = await this.#letters.read();
      if (!letters.length) differences.lost.push('(the event of an unknown type, which ought to be parked)');
      return differences;
    });
  }

  parked(): Promise<number> {
    return this.#letters.depth();
  }

  /** Auth0 invents a type of event that nobody here knows: it must be parked, not dropped. */
  async #unknownType(): Promise<void> {
    const client = new EventBridgeClient(clientSettings(this.#world.addresses.endpoint));
    const detail = {
      specversion: '1.0',
      type: 'user.teleported',
      id: 'evt_unknown',
      time: new Date().toISOString(),
      data: { object: { user_id: 'auth0|x' } },
    };
    await client.send(
      new PutPartnerEventsCommand({
        Entries: [{ Source: LOCAL_AUTH0_SOURCE, DetailType: 'Auth0 event', Detail: JSON.stringify(detail) }],
      }),
    );
    client.destroy();
  }
}

/** A user whose deletion overtook its sign-up was never made a member; one who was is archived: both are right. */
function expected(): Map<string, string> {
  const all = Array.from({ length: USERS }, (_, n) => n);
  const stays = all.filter((n) => !isDeleted(n));
  return new Map(stays.map((n) => [emailOf(n), hadLeft(n) ? 'unsubscribed' : 'subscribed']));
}
