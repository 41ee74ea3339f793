import type { Fault } from '../../local/saas/faults.ts';
import type { Weather } from './network.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a writer does to an item. */
export type WriteKind =
  /** Replaces it, or makes it (anew). */
  | 'put'
  /** Changes some attributes, and removes others. */
  | 'update'
  | 'delete'
  /** As an importer does: the version jumps. */
  | 'jump'
  /** By hand in the console: the version does not rise. */
  | 'hand'
  /** By hand in the console: the row is removed. */
  | 'handDelete'
  /** What the contract refuses. */
  | 'invalid'
  /** What the target refuses. */
  | 'large';

/** What a person does at Auth0: comes or changes something, goes; or leaves the mailing list. */
export type UserChange = 'change' | 'go' | 'unsubscribe';

/** What happens, and when (milliseconds from the start). */
export type Action = { readonly at: number } & (
  | { readonly kind: 'write'; readonly write: WriteKind; readonly key: number; readonly skewMs: number }
  /** The portal changes a provider; its event comes so often, each copy up to so much later. */
  | {
      readonly kind: 'provider';
      readonly id: string;
      readonly deleted: boolean;
      readonly copies: number;
      readonly delayMs: number;
    }
  /** A person does something at Auth0, whose events come late, twice and in no order. */
  | {
      readonly kind: 'user';
      readonly who: number;
      readonly change: UserChange;
      readonly forms: readonly string[];
      readonly delayMs: number;
    }
  /** The portal's API shows what was so long ago; answers of all vendors, and a share of the calls of AWS, are so long on their way. */
  | {
      readonly kind: 'lag';
      readonly ms: number;
      readonly answerMs: number;
      readonly slowRate: number;
      readonly slowMs: number;
    }
  | { readonly kind: 'fault'; readonly fault: Omit<Fault, 'id' | 'untilMs'>; readonly forMs: number }
  | { readonly kind: 'weather'; readonly weather: Omit<Weather, 'slowRate' | 'slowMs'> }
  | { readonly kind: 'split' }
  /** Killed after so many timers, turns of the event loop and promise ticks, while so many writes are under way. */
  | { readonly kind: 'crash'; readonly timers: number; readonly turns: number; readonly ticks: number }
  | { readonly kind: 'redrive'; readonly delayMs: number }
  | { readonly kind: 'backfill'; readonly delayMs: number }
  | { readonly kind: 'deploy' }
  /** Nothing has happened for long enough: source and target must agree. */
  | { readonly kind: 'check' }
);

export interface Plan {
  readonly actions: readonly Action[];
  readonly keys: number;
  readonly durationMs: number;
}

/** After the last disturbance everything must have arrived within this time. */
export const QUIET_MS = 30 * MINUTE;
