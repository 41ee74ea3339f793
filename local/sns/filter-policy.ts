import { isAwsError } from '../cloud.ts';
import { compilePattern } from '../events/pattern/pattern.ts';
import type { MessageAttributes } from '../sqs/digests.ts';
import { invalidParameter } from './errors.ts';

/** Says whether a subscription wants a message. */
export type Filter = (message: { readonly body: string; readonly attributes: MessageAttributes }) => boolean;

/**
 * A filter policy, over the message's attributes or its JSON body. The operators are those of event patterns.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function compileFilter(policy: string | undefined, scope: string | undefined): Filter {
  if (!policy || policy === '{}') return () => true;
  const matches = compiled(policy);
  if (scope !== 'MessageBody') return ({ attributes }) => matches(valuesOf(attributes));
  return ({ body }) => {
    const parsed = parsedJson(body);
    return typeof parsed === 'object' && parsed !== null && matches(parsed);
  };
}

function compiled(policy: string): (value: unknown) => boolean {
  try {
    return compilePattern(policy);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const reason = error.message.replace('Event pattern is not valid. Reason: ', '');
    throw Object.assign(invalidParameter(`FilterPolicy: ${reason}`), { cause: error });
  }
}

/** Attributes as the fields of an event: numbers as numbers, `String.Array` as an array. */
function valuesOf(attributes: MessageAttributes): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (StringValue === undefined) continue;
    if (DataType.startsWith('Number')) values[name] = Number(StringValue);
    else if (DataType === 'String.Array') values[name] = parsedJson(StringValue) ?? StringValue;
    else values[name] = StringValue;
  }
  return values;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
