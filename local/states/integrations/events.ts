import { StateFailure } from '../failure.ts';
import { isObject, type Json } from '../json.ts';
import { optimisedFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { sdkMetadata } from './metadata.ts';

const NAMING = { prefix: 'EventBridge', service: 'AmazonCloudWatchEvents', generic: 'AmazonEventBridgeException' };

interface Answer extends Record<string, Json> {
  Entries: Json[];
  FailedEntryCount: number;
}

/** `events:putEvents`: details may be objects, the execution's ARNs are among the resources, one refused entry fails the task. */
export const events: Integration = async ({ visit }, given) => {
  const { execution } = visit.branch;
  const arns = [execution.machineArn, execution.row.arn];
  const entries = Array.isArray(given.Entries) ? given.Entries.map((entry) => withSource(entry, arns)) : given.Entries;
  let answer: Answer;
  try {
    answer = await execution.call<Answer>('events', 'PutEvents', { ...given, Entries: entries });
  } catch (error) {
    throw optimisedFailure(visit, NAMING, error);
  }
  const { Entries, FailedEntryCount } = answer;
  if (FailedEntryCount > 0)
    throw new StateFailure('EventBridge.FailedEntry', JSON.stringify({ Entries, FailedEntryCount }));
  return { Entries, FailedEntryCount, ...sdkMetadata(visit, JSON.stringify(answer), {}, 'application/x-amz-json-1.1') };
};

function withSource(entry: Json, arns: string[]): Json {
  if (!isObject(entry)) return entry;
  const { Detail: detail, Resources: resources } = entry;
  return {
    ...entry,
    ...(detail === undefined ? {} : { Detail: typeof detail === 'string' ? detail : JSON.stringify(detail) }),
    Resources: [...(Array.isArray(resources) ? resources : []), ...arns],
  };
}
