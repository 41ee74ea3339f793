import type { Call, Json, Match, SaasResponse } from './http.ts';

/** One vendor's stand-in. Its state is in the store; it does not know of faults, nor of sockets. */
export interface Vendor {
  readonly name: string;
  /** True if the vendor's API has this path. */
  owns(path: readonly string[]): boolean;
  /** The operation that is called; undefined if there is none (the vendor words the 404). */
  match(call: Call): Match | undefined;
  /** What is answered before any operation: no key, a wrong host, a rate limit; undefined lets the call through. */
  admit(call: Call, inFlight: number): SaasResponse | undefined;
  /** The answer to a path that is not there. */
  unknown(call: Call): SaasResponse;
  /** The vendor's own way to say 429, 500, 503. */
  failure(status: number): SaasResponse;
  /** What a test or the console may look at. */
  state(query: URLSearchParams): unknown;
  /** Ends timers. */
  close?(): void;
  /** What only the control port can do, by name: sign a user up, make the index small. */
  readonly controls: Readonly<Record<string, (input: Json) => unknown>>;
}
