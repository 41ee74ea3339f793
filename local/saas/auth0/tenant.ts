import type { Cloud } from '../../cloud.ts';
import type { Json } from '../http.ts';
import type { Auth0Options } from '../options.ts';
import { Auth0Error } from './errors.ts';
import { apiDetails, deletionDetails, EventMaker, type PartnerEvent, signUpDetails } from './events.ts';
import { type Disorder, Outbox } from './outbox.ts';
import { type User, Users } from './users.ts';

/** Which of its two forms Auth0 sends. */
export type Form = 'log' | 'event';

export interface Emission extends Disorder {
  readonly forms: readonly Form[];
}

/** The tenant: its users, and what it tells the partner bus of each change. */
export class Tenant {
  readonly users: Users;
  readonly outbox: Outbox;
  /** How changes by the Management API are told; a control call may differ. */
  emission: Emission = { forms: ['log', 'event'], duplicates: 0, delayMs: 0 };
  readonly #cloud: Cloud;
  readonly #options: Auth0Options;
  readonly #events: EventMaker;

  constructor(cloud: Cloud, options: Auth0Options) {
    this.#cloud = cloud;
    this.#options = options;
    this.users = new Users(cloud);
    this.outbox = new Outbox(cloud);
    this.#events = new EventMaker(cloud, options);
  }

  /** Someone signs up. */
  signUp(given: Json, emission = this.emission): User {
    return this.#change(emission, () => {
      const user = this.#create(given);
      return {
        user,
        log: this.#events.log('ss', user, signUpDetails(user)),
        event: this.#events.event('user.created', user),
      };
    });
  }

  /** An account is deleted by its owner. */
  deleteAccount(id: string, emission = this.emission): User {
    return this.#change(emission, () => {
      const user = this.existing(id);
      this.users.remove(id);
      return {
        user,
        log: this.#events.log('sdu', user, deletionDetails(this.#options.tenant)),
        event: this.#deleted(user),
      };
    });
  }

  /** `POST /api/v2/users` */
  create(given: Json): User {
    return this.#change(this.emission, () => {
      const user = this.#create(given);
      const log = this.#events.log('sapi', user, apiDetails('post', '/api/v2/users', 201, user));
      return { user, log, event: this.#events.event('user.created', user) };
    });
  }

  /** `PATCH /api/v2/users/{id}`, which also shows as `sapi` alone in the logs. */
  update(id: string, given: Json, emission = this.emission): User {
    return this.#change(emission, () => {
      const user = this.users.update(this.existing(id), given);
      const log = this.#events.log('sapi', user, apiDetails('patch', userPath(id), 200, user));
      return { user, log, event: this.#events.event('user.updated', user) };
    });
  }

  /** `DELETE /api/v2/users/{id}`; of one who is not there, nothing is told. */
  remove(id: string): void {
    if (!this.users.get(id)) return;
    this.#change(this.emission, () => {
      const user = this.existing(id);
      this.users.remove(id);
      const log = this.#events.log('sapi', user, apiDetails('delete', userPath(id), 204, {}));
      return { user, log, event: this.#deleted(user) };
    });
  }

  /** @throws Auth0Error 404 */
  existing(id: string): User {
    const user = this.users.get(id);
    if (!user) throw new Auth0Error(404, 'Not Found', 'The user does not exist.', 'inexistent_user');
    return user;
  }

  #create(given: Json): User {
    const email = given.email;
    if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email))
      throw new Auth0Error(
        400,
        'Bad Request',
        "Payload validation error: 'Object didn't pass validation for format email' on property email.",
        'invalid_body',
      );
    if (this.users.byEmail(email).length > 0)
      throw new Auth0Error(409, 'Conflict', 'The user already exists.', 'auth0_idp_error');
    return this.users.create(given);
  }

  #deleted(user: User): PartnerEvent {
    return this.#events.event('user.deleted', { ...user, deleted_at: this.users.now });
  }

  /** The change and what tells of it are written together. */
  #change(emission: Emission, work: () => { user: User; log: PartnerEvent; event: PartnerEvent }): User {
    return this.#cloud.store.atomically(() => {
      const { user, ...told } = work();
      this.outbox.add(
        emission.forms.map((form) => told[form]),
        emission,
      );
      return user;
    });
  }
}

const userPath = (id: string): string => `/api/v2/users/${encodeURIComponent(id)}`;
