import { isAwsError } from '../cloud.ts';
import { compilePattern } from '../events/pattern/pattern.ts';
import type { MessageAttributes } from '../sqs/digests.ts';
import { invalidAttribute } from './errors.ts';

/** Says whether a subscription wants a message. */
export type Filter = (message: { readonly body: string; readonly attributes: MessageAttributes }) => boolean;

/**
 * A filter policy, over the message's attributes or its JSON body. The operators are those of event patterns.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function compileFilter(policy: string | undefined, scope: string | undefined): Filter {
  if (!policy || policy === '{}') return () => true;
  checkKeys(policy, scope !== 'MessageBody');
  const matches = compiled(policy);
  if (scope !== 'MessageBody') return ({ attributes }) => matches(valuesOf(attributes));
  return ({ body }) => {
    const parsed = parsedJson(body);
    return typeof parsed === 'object' && parsed !== null && matches(parsed);
  };
}

const MOST_KEYS = 5;

/** Five keys in all; and attributes have no parts, so that a policy for them has no levels. What is no JSON is refused later. */
function checkKeys(policy: string, flat: boolean): void {
  const parsed = parsedJson(policy);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return;
  if (keysOf(parsed) > MOST_KEYS) {
    throw invalidAttribute(`FilterPolicy: Filter policy can not have more than ${MOST_KEYS} keys`);
  }
  if (flat && Object.entries(parsed).some(([name, value]) => name !== '$or' && isObject(value))) {
    throw invalidAttribute('Filter policy scope MessageAttributes does not support nested filter policy');
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that a policy tests; alternatives count once for each. */
function keysOf(policy: object): number {
  let keys = 0;
  for (const [name, value] of Object.entries(policy)) {
    if (isObject(value)) keys += keysOf(value);
    else if (name === '$or' && Array.isArray(value))
      for (const branch of value) keys += isObject(branch) ? keysOf(branch) : 0;
    else keys += 1;
  }
  return keys;
}

function compiled(policy: string): (value: unknown) => boolean {
  try {
    return compilePattern(policy);
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const reason = error.message.replace('Event pattern is not valid. Reason: ', '');
    throw Object.assign(invalidAttribute(`FilterPolicy: ${reason}`), { cause: error });
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
