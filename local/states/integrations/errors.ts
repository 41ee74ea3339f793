import { uuid } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';

/** A service as the optimised integrations (Java SDK 1) name it in errors. */
export interface Naming {
  /** Before the dot of the error name. */
  readonly prefix: string;
  /** In the cause: `Service: AmazonDynamoDBv2`. */
  readonly service: string;
  /** The exception for errors that the service's model does not name. */
  readonly generic: string;
  /** True if the service's model names the error; if not given, all but ValidationException. */
  readonly modelled?: (code: string) => boolean;
  /** The code as it stands in the cause, if that differs. */
  readonly code?: (error: AwsError) => string;
}

/** Error codes of the query protocol that the SDKs know by another name. */
const RENAMED: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
};

const exception = (code: string): string => suffixed(RENAMED[code] ?? code);
const suffixed = (code: string): string => (/(?:Exception|Error|Fault)$/.test(code) ? code : `${code}Exception`);

/** The Java SDKs print what a service left out: Parameter Store's ParameterNotFound has no message. */
const said = (message: string): string => message || 'null';

/** An optimised integration's failure from a service's refusal; anything else is passed on. */
export function optimisedFailure(visit: Visit, naming: Naming, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code, message, status } = error;
  const { modelled = (one) => one !== 'ValidationException', code: shown = (one) => one.code } = naming;
  const name = modelled(code) ? exception(code) : naming.generic;
  const cause = `${said(message)} (Service: ${naming.service}; Status Code: ${status}; Error Code: ${shown(error)}; Request ID: ${uuid(visit.clock)}; Proxy: null)`;
  return new StateFailure(`${naming.prefix}.${name}`, cause, { cause: error });
}

/** Services whose model names ValidationException; for the others it is the service's general exception. */
const MODELLED_VALIDATION = new Set(['Sfn', 'Pipes', 'Scheduler']);

/** An `aws-sdk` integration's failure (Java SDK 2). */
export function sdkFailure(visit: Visit, prefix: string, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code, message, status } = error;
  const general = code === 'ValidationException' && !MODELLED_VALIDATION.has(prefix);
  const cause = `${said(message)} (Service: ${prefix}, Status Code: ${status}, Request ID: ${uuid(visit.clock)})`;
  return new StateFailure(`${prefix}.${general ? `${prefix}Exception` : exception(code)}`, cause, { cause: error });
}
