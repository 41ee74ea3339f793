import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The requests and responses of the services, read from the models that SDK v3 carries (`StaticSchema` of `@smithy/types`). A member's schema is a number
 * for the simple types, a tuple for the others, and a function where a tuple would refer to itself.
 */
type Schema = unknown;

/** `S` text, `N` number, `B` boolean, `A` anything; `[]` of and `{}` of stand for lists and maps; a name is a structure's. */
export type Shape = string | { list: Shape } | { map: Shape };

export interface Structure {
  readonly members: Record<string, Shape>;
  readonly required?: string[];
}
export interface Service {
  readonly operations: Record<string, string>;
  readonly structures: Record<string, Structure>;
}

/** The clients of the services that mocks are checked for, by the names of the integrations. */
export const CLIENTS: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  eventbridge: 'eventbridge',
  lambda: 'lambda',
  secretsmanager: 'secrets-manager',
  sfn: 'sfn',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
};

/** Further clients, whose actions the integrations of `aws-sdk` know. */
const MORE_CLIENTS: Readonly<Record<string, string>> = {
  cloudformation: 'cloudformation',
  cloudwatch: 'cloudwatch',
  cloudwatchlogs: 'cloudwatch-logs',
  dynamodbstreams: 'dynamodb-streams',
  pipes: 'pipes',
  s3: 's3',
  sts: 'sts',
};

const require = createRequire(join(import.meta.dirname, 'shapes.ts'));
const clientOf = (name: string): Record<string, unknown> => require(`@aws-sdk/client-${name}`);

export const allShapes = (): Record<string, Service> =>
  Object.fromEntries(Object.entries(CLIENTS).map(([name, client]) => [name, serviceOf(clientOf(client))]));

/** The actions of each service (`putItem`), with the members of their requests as one text. */
export const allRequests = (): Record<string, Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...CLIENTS, ...MORE_CLIENTS }).map(([name, client]) => [name, requestsOf(clientOf(client))]),
  );

function requestsOf(client: Record<string, unknown>): Record<string, string> {
  const requests: Record<string, string> = {};
  for (const [name, schema] of operationsOf(client)) {
    const structures: Record<string, Structure> = {};
    const shape = shapeOf(schema[4], structures);
    const members = typeof shape === 'string' ? structures[shape]?.members : undefined;
    requests[name.charAt(0).toLowerCase() + name.slice(1)] = Object.keys(members ?? {}).join(' ');
  }
  return requests;
}

function operationsOf(client: Record<string, unknown>): [string, unknown[]][] {
  return Object.entries(client).flatMap(([name, schema]): [string, unknown[]][] =>
    name.endsWith('$') && Array.isArray(schema) && schema[0] === OPERATION ? [[name.slice(0, -1), schema]] : [],
  );
}

function serviceOf(client: Record<string, unknown>): Service {
  const service: Service = { operations: {}, structures: {} };
  for (const [name, schema] of operationsOf(client)) {
    const shape = shapeOf(schema[5], service.structures);
    if (typeof shape === 'string' && Object.hasOwn(service.structures, shape)) service.operations[name] = shape;
  }
  return service;
}

const OPERATION = 9;
const [SIMPLE, LIST, MAP, STRUCTURE, UNION] = [0, 1, 2, 3, 4];

function shapeOf(schema: Schema, into: Record<string, Structure>): Shape {
  if (typeof schema === 'function') return shapeOf(schema(), into);
  if (typeof schema === 'number') return numbered(schema);
  if (!Array.isArray(schema)) return 'A';
  const [head, space, name, , fourth, fifth, required] = schema;
  if (typeof head !== 'number' || typeof space !== 'string') return shapeOf(head, into); // [schema, traits]
  if (head === SIMPLE) return shapeOf(fourth, into);
  if (head === LIST) return { list: shapeOf(fourth, into) };
  if (head === MAP) return { map: shapeOf(fifth, into) };
  if (head !== STRUCTURE && head !== UNION) return 'A';
  if (!Object.hasOwn(into, name)) addStructure(name, fourth, fifth, head === STRUCTURE ? (required ?? 0) : 0, into);
  return name;
}

/** The required members come first, and are counted. Integrations capitalise all names. */
function addStructure(
  name: string,
  members: string[],
  schemas: Schema[],
  required: number,
  into: Record<string, Structure>,
): void {
  const shapes: Record<string, Shape> = {};
  into[name] = { members: shapes, ...(required > 0 ? { required: members.slice(0, required).map(capitalised) } : {}) };
  for (const [index, member] of members.entries()) shapes[capitalised(member)] = shapeOf(schemas[index], into);
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `64` and `128` mark lists and maps of a simple type; times (`4` to `7`) and blobs (`21`, `42`) are shown as texts. */
function numbered(code: number): Shape {
  if (code >= 128) return { map: numbered(code - 128) };
  if (code >= 64) return { list: numbered(code - 64) };
  if ([1, 17, 19].includes(code)) return 'N';
  if (code === 2) return 'B';
  return [0, 4, 5, 6, 7, 21, 42].includes(code) ? 'S' : 'A';
}
