import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from './resource.ts';

type ServiceResource = Resource & { kind: 'service' };

/** The fields without which AWS refuses the request of an optimised integration. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:deleteItem': ['TableName', 'Key'],
  'dynamodb:getItem': ['TableName', 'Key'],
  'dynamodb:putItem': ['TableName', 'Item'],
  'dynamodb:updateItem': ['TableName', 'Key'],
  'events:putEvents': ['Entries'],
  'http:invoke': ['ApiEndpoint', 'Method'],
  'lambda:invoke': ['FunctionName'],
  'sns:publish': ['Message'],
  'sqs:sendMessage': ['QueueUrl', 'MessageBody'],
  'states:startExecution': ['StateMachineArn'],
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
const HTTP = new Set([
  'ApiEndpoint',
  'Authentication',
  'Headers',
  'InvocationConfig',
  'Method',
  'QueryParameters',
  'RequestBody',
  'Transform',
]);

/** The optimised integrations' names of the services, where the SDK has another. */
const SDK_NAMES: Readonly<Record<string, string>> = { events: 'eventbridge', states: 'sfn' };

type Actions = Readonly<Record<string, string>>;
let services: Readonly<Record<string, Actions>> | undefined;

/** The actions of a service with the members of their requests, as the SDK's models have them; they are read when they are first asked for. */
function actionsOf(service: string): Actions | undefined {
  services ??= JSON.parse(readFileSync(join(import.meta.dirname, 'generated', 'requests.json'), 'utf8')) as Record<
    string,
    Actions
  >;
  return Object.hasOwn(services, service) ? services[service] : undefined;
}

/** True if the models of the service are here, and none of them has the action. */
export function isUnknownAction({ service, action }: ServiceResource): boolean {
  const actions = actionsOf(service);
  return actions !== undefined && !Object.hasOwn(actions, action);
}

/** What is required of an optimised integration's request; undefined if nothing is known of it. */
export const requiredBy = ({ service, action, sdk }: ServiceResource): readonly string[] | undefined =>
  sdk ? undefined : REQUIRED[`${service}:${action}`];

const missing = (name: string): string => `The field '${name}' is required but was missing`;
const foreign = (name: string): string => `The field "${name}" is not supported by Step Functions`;

/**
 * What AWS says of a request's fields: those that are missing, then those that the action does not have.
 *
 * @param has whether a required field is there, in whichever form
 * @param names the fields that are there in their own name
 */
export function requestProblems(
  resource: ServiceResource,
  has: (name: string) => boolean,
  names: readonly string[],
): string[] {
  const known = membersOf(resource);
  return [
    ...(requiredBy(resource) ?? []).filter((name) => !has(name)).map(missing),
    ...(known ? names.filter((name) => !known(name)).map(foreign) : []),
  ];
}

const cache = new Map<string, ReadonlySet<string>>();

/** Whether a request may have a field. The SDK of Step Functions capitalises in a way of its own (`KmsKeyId`), and renames members of S3. */
function membersOf(resource: ServiceResource): ((name: string) => boolean) | undefined {
  const { service, action, sdk } = resource;
  if (!sdk && service === 'http') return (name) => HTTP.has(name);
  if (service === 's3') return undefined;
  const key = `${(!sdk && SDK_NAMES[service]) || service}:${action}`;
  const members = cache.get(key) ?? readMembers(key);
  return members && ((name) => /^[A-Z]/.test(name) && members.has(name.toLowerCase()));
}

function readMembers(key: string): ReadonlySet<string> | undefined {
  const [service = '', action = ''] = key.split(':');
  const text = actionsOf(service)?.[action];
  if (text === undefined) return undefined;
  const members = new Set(text.toLowerCase().split(' '));
  cache.set(key, members);
  return members;
}
