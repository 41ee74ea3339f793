import { AwsError } from '../errors.ts';

/** One record of a batch on its way; `json` is its text, made once. */
export interface SourceRecord {
  /** What a partial batch response names it by: a stream record's `eventID`, a message's `messageId`. */
  readonly id: string;
  readonly event: object;
  readonly json: string;
  readonly bytes: number;
}

/** What came of one attempt to hand a batch on. */
export type Outcome =
  | { readonly kind: 'done' }
  /** The records with these ids failed, the others are done. */
  | { readonly kind: 'partial'; readonly failed: ReadonlySet<string>; readonly error: DeliveryError }
  | { readonly kind: 'failed'; readonly error: DeliveryError };

/** Whose fault a failed attempt is. */
export type Fault =
  /** Refused or failed by the customer's enrichment or target: counts as an attempt. */
  | 'customer'
  /** Throttled, or a fault of this runtime: retried without being counted. */
  | 'internal'
  /** The pipe as it is configured can never work: it is stopped. */
  | 'configuration';

/** Enrichment or target did not take the batch. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly fault: Fault;
  readonly stage: 'enrichment' | 'target';
  readonly code: string;
  readonly status: number;

  constructor(
    message: string,
    options: { fault?: Fault; stage: 'enrichment' | 'target'; code?: string; status?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.fault = options.fault ?? 'customer';
    this.stage = options.stage;
    this.code = options.code ?? 'BadRequest';
    this.status = options.status ?? 400;
  }
}

/** Codes by which a service says "later": AWS does not say into which class they fall; here they are not counted. */
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ExecutionLimitExceeded',
]);

/** Sorts an error thrown by a service's action. */
export function deliveryError(error: unknown, stage: 'enrichment' | 'target'): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof AwsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new DeliveryError(message, {
      fault: 'internal',
      stage,
      code: 'InternalException',
      status: 500,
      cause: error,
    });
  }
  const fault = faultOf(error);
  return new DeliveryError(error.message, { fault, stage, code: error.code, status: error.status, cause: error });
}

function faultOf(error: AwsError): Fault {
  if (error.code === 'StateMachineTypeNotSupported') return 'configuration';
  if (THROTTLED.has(error.code) || (error.status >= 500 && error.status !== 501)) return 'internal';
  return 'customer';
}
