import type { MailingList, NewMember } from '../clients/mailchimp.ts';
import { DependencyUnavailable, RetryableError, TargetRefused } from '../errors.ts';
import type { EmailState } from '../repositories/member-links.ts';
import { APPLIED, type Outcome, parked, SUPERSEDED } from './target.ts';

/** What is known of an e-mail; its newest state decides. */
export interface EmailStates {
  emailState(hash: string): Promise<EmailState | undefined>;
}

/** While the state changes under our feet we act again; this often would be an attack, not a race. */
const MOST_TURNS = 5;

/**
 * A target that can create and archive, but not write under a condition: Mailchimp. The guard is a row of our own. After each
 * act the row is read again: if a newer event changed it meanwhile, the act is done anew for the new state. So whichever of two
 * writers comes last leaves the list as the newest row says.
 *
 * After creation Mailchimp leads its own data: a member who exists is left alone, whatever its status.
 */
export class CreateOnlyList {
  readonly #list: MailingList;
  readonly #states: EmailStates;

  constructor(list: MailingList, states: EmailStates) {
    this.#list = list;
    this.#states = states;
  }

  /** Makes the list agree with the newest state of the e-mail. */
  async settle(hash: string, names: Omit<NewMember, 'email'> = {}): Promise<Outcome> {
    let state = await this.#states.emailState(hash);
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      if (!state) return SUPERSEDED;
      const outcome = await this.#act(state, hash, names);
      const latest = await this.#states.emailState(hash);
      if (latest?.state === state.state) return outcome;
      state = latest;
    }
    return { kind: 'retry', error: new DependencyUnavailable('the state of an e-mail changes all the time') };
  }

  async #act(state: EmailState, hash: string, names: Omit<NewMember, 'email'>): Promise<Outcome> {
    try {
      if (state.state === 'gone') return (await this.#list.archive(hash)) ? APPLIED : SUPERSEDED;
      return await this.#create({ ...names, email: state.email }, hash);
    } catch (error) {
      if (error instanceof TargetRefused) return parked(error.reason, error.message);
      if (error instanceof RetryableError) return { kind: 'retry', error };
      throw error;
    }
  }

  async #create(member: NewMember, hash: string): Promise<Outcome> {
    try {
      await this.#list.add(member);
      return APPLIED;
    } catch (error) {
      if (!(error instanceof TargetRefused) || error.reason !== 'MemberExists') throw error;
    }
    if ((await this.#list.status(hash)) !== 'archived') return SUPERSEDED;
    await this.#list.invite(member);
    return APPLIED;
  }
}
