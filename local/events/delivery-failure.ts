import type { Clock } from '../clock.ts';
import { isAwsError } from '../cloud.ts';

/** Why a target did not take an event, in the words of EventBridge's dead-letter messages. */
export interface DeliveryFailure {
  readonly code: string;
  readonly message: string;
  readonly retriable: boolean;
}

const RULES: readonly (readonly [RegExp, string, boolean])[] = [
  [/Throttl|TooManyRequests|LimitExceeded|ServiceQuota|OverLimit/i, 'THROTTLING', true],
  [/DoesNotExist|NotFound|NonExistent|QueueDeletedRecently/i, 'NO_RESOURCE', false],
  [/AccessDenied|NotAuthorized|Unauthorized/i, 'NO_PERMISSIONS', false],
  [/Timeout/i, 'TIMEOUT', true],
  [/Connection/i, 'CONNECTION_FAILURE', true],
  [/InvalidJson|InvalidExecutionInput/i, 'INVALID_JSON', false],
  [/Invalid|Validation|MissingRequired|NotImplemented|Unsupported/i, 'INVALID_PARAMETER', false],
];

/** An API destination's answer, or the lack of one. */
export class TargetResponseError extends Error {
  override readonly name = 'TargetResponseError';
  readonly failure: DeliveryFailure;

  constructor(failure: DeliveryFailure, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}

/** Faults of this runtime count as internal errors, which are retried. */
export function failureOf(error: unknown): DeliveryFailure {
  if (error instanceof TargetResponseError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  if (!isAwsError(error)) return { code: 'INTERNAL_ERROR', message, retriable: true };
  for (const [pattern, code, retriable] of RULES) if (pattern.test(error.code)) return { code, message, retriable };
  if (error.status >= 500) return { code: 'INTERNAL_ERROR', message, retriable: true };
  return { code: 'SDK_CLIENT_ERROR', message, retriable: false };
}

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 600_000;

/** How long to wait before the next try: doubling, with jitter, in whole milliseconds. */
export function backoffMs(clock: Clock, attempts: number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempts);
  return Math.ceil(ceiling * (0.5 + clock.random() / 2));
}
