import { createHash } from 'node:crypto';
import type { Invocation } from './deadline.ts';

/**
 * What a write function's log line says of its execution, so that operators find a Standard execution by its business key: Step
 * Functions lists executions by machine and status alone, and a log without data has no inputs.
 */
export interface LoggedKeys {
  /** The execution's ARN, which its machine names in the call's client context. */
  readonly execution?: string;
  readonly keys?: readonly string[];
  /** Instead of the keys, where the workflow has personal data: who knows a key finds it, and nobody reads one. */
  readonly keyDigests?: readonly string[];
}

/** `LOG_KEYS` says how: `plain`, `digest`, or not at all, where the machine's own log has the inputs. */
export function loggedKeys(keys: readonly (string | undefined)[], invocation: Invocation | undefined): LoggedKeys {
  const how = process.env.LOG_KEYS;
  const execution = invocation?.clientContext?.custom?.execution;
  const own = [...new Set(keys.filter((key) => key !== undefined))];
  if (!how || typeof execution !== 'string' || !own.length) return {};
  return how === 'plain' ? { execution, keys: own } : { execution, keyDigests: own.map(keyDigest) };
}

/** 96 bits: none of a company's keys shares its digest with another. */
export function keyDigest(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}
