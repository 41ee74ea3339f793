import { NotSupportedError } from '../../errors.ts';
import { SDK_SERVICES } from '../integrations/sdk-services.ts';
import { statesWithin } from './labels.ts';
import { parseResource } from './resource.ts';
import type { ItemReader, Machine, State } from './types.ts';

/** The optimised integrations that run here. */
const HERE = new Set(['dynamodb', 'events', 'http', 'lambda', 'sns', 'sqs', 'states']);

/** Refuses a machine that AWS would accept and this runtime cannot run, and names what is missing. */
export function refuseUnsupported(machine: Machine): void {
  for (const state of statesWithin(machine)) {
    const missing = missingFeature(state);
    if (missing) throw new NotSupportedError(missing);
  }
}

/** `DefinitionSubstitutions` are filled in from a template before this engine sees the text; here a placeholder can only be a mistake. */
export function refusePlaceholders(text: string): void {
  const found = /"(?:Resource|Seconds|TimeoutSeconds)"\s*:\s*"[^"]*(\$\{[\w.:-]+\})/.exec(text);
  if (found) throw new NotSupportedError(`the placeholder ${found[1]} (DefinitionSubstitutions outside a template)`);
}

function missingFeature(state: State): string | undefined {
  const data = state.ItemReader && missingInReader(state.ItemReader);
  if (data) return `the Map field ItemReader (${data})`;
  const resource = state.Resource === undefined ? undefined : parseResource(state.Resource);
  if (resource?.kind !== 'service') return undefined;
  const { service, action, pattern, sdk } = resource;
  if (sdk) return Object.hasOwn(SDK_SERVICES, service) ? undefined : `the integration aws-sdk:${service}:${action}`;
  if (!HERE.has(service)) return `the integration ${service}:${action}${pattern && `.${pattern}`}`;
  return undefined;
}

/** Parquet is a format of columns, compressed in a dozen ways. */
function missingInReader({ Resource, ReaderConfig }: ItemReader): string | undefined {
  if (!READERS.has(Resource)) return Resource;
  return ReaderConfig?.InputType === 'PARQUET' ? 'InputType PARQUET' : undefined;
}

const READERS = new Set(['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2']);
