/** Every error that this project throws on purpose. `name` is fixed text: it is what Step Functions matches in Retry and Catch. */
export abstract class PenstockError extends Error {}

/** It may work later: throttling, an outage, a timeout. Never a reason to give an event up. */
export abstract class RetryableError extends PenstockError {
  /** How long the other side asked to wait, if it did, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** It fails however often it is tried. The event is parked at once, with its payload. */
export abstract class PermanentError extends PenstockError {}

/** The target asked us to slow down (HTTP 429, or more connections than it allows). */
export class TargetThrottled extends RetryableError {
  override readonly name = 'TargetThrottled';
}

/** The target is down, or unreachable (HTTP 5xx, a refused connection). */
export class TargetUnavailable extends RetryableError {
  override readonly name = 'TargetUnavailable';
}

/** The target did not answer in time. What was sent may have been applied: every write must be safe to repeat. */
export class TargetTimedOut extends RetryableError {
  override readonly name = 'TargetTimedOut';
}

/**
 * Wrong credentials, a missing index or list: a fault of configuration. Retryable, since it concerns every event and no event
 * in particular: an outage of ours must not park a day's changes. The alarms call somebody who repairs it.
 */
export class TargetMisconfigured extends RetryableError {
  override readonly name = 'TargetMisconfigured';
}

/** A service of our own (DynamoDB, Secrets Manager) throttles or fails for the moment. */
export class DependencyUnavailable extends RetryableError {
  override readonly name = 'DependencyUnavailable';
}

/** The source still shows an older version than the change that announced it. */
export class SourceBehind extends RetryableError {
  override readonly name = 'SourceBehind';
}

/** The bus did not take some events, though asked again and again. Those that it took are published; publishing all again is harmless. */
export class PublishFailed extends RetryableError {
  override readonly name = 'PublishFailed';
}

/** A setting of the function is missing: like `TargetMisconfigured`, no event's fault. */
export class SettingMissing extends RetryableError {
  override readonly name = 'SettingMissing';
}

/** The names of the retryable errors, for the Retry of a state machine. */
export const RETRYABLE_ERRORS = [
  'TargetThrottled',
  'TargetUnavailable',
  'TargetTimedOut',
  'TargetMisconfigured',
  'DependencyUnavailable',
  'SourceBehind',
  'PublishFailed',
  'SettingMissing',
] as const;

/** Data that breaks a contract. */
export class ContractViolation extends PermanentError {
  override readonly name = 'ContractViolation';
}

/** An event is larger than EventBridge takes. */
export class EventTooBig extends PermanentError {
  override readonly name = 'EventTooBig';
}

/** The target refuses this one record for ever; `reason` is what the dead letter is filed under. */
export class TargetRefused extends PermanentError {
  override readonly name = 'TargetRefused';
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Somebody else wrote the item in between: read it again, then decide. */
export class VersionConflict extends PermanentError {
  override readonly name = 'VersionConflict';
}

/** There is no such item (or only its tombstone). */
export class ItemNotFound extends PermanentError {
  override readonly name = 'ItemNotFound';
}

/** The text of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
