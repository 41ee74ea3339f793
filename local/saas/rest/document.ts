import { isJson, type Json } from '../http.ts';

/** An operation of an OpenAPI document, as far as the stand-in acts on it. */
export interface Operation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With `:name` for a parameter. */
  readonly path: string;
  /** The first literal segment: `providers` of `/providers/{id}`. */
  readonly collection: string;
  /** It has a parameter in its path: it is about one item. */
  readonly single: boolean;
  /** The query parameter that takes many ids, and the property of the answer that has the items. */
  readonly many: { readonly parameter: string; readonly property: string } | undefined;
  /** The status of success, and the schema of its answer. */
  readonly status: number;
  readonly answer: Json;
}

/** A document that the stand-in cannot act on. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The operations of a parsed OpenAPI 3 document. @throws DocumentError */
export function operationsOf(document: unknown): Operation[] {
  const paths = isJson(document) && isJson(document.paths) ? document.paths : undefined;
  if (!paths) throw new DocumentError('the document has no paths');
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = within(methods, method);
      return operation ? [operationOf(document, path, method, operation)] : [];
    }),
  );
}

function operationOf(document: unknown, path: string, method: string, operation: Json): Operation {
  const id = operation.operationId;
  if (typeof id !== 'string') throw new DocumentError(`${method} ${path} has no operationId`);
  const success = Object.keys(within(operation, 'responses') ?? {})
    .filter((status) => /^2\d\d$/.test(status))
    .map(Number);
  const created = method === 'post' && success.includes(201) ? 201 : (success[0] ?? 204);
  const content = within(within(within(operation, 'responses'), String(created)), 'content');
  const answer = resolved(document, within(within(content, 'application/json'), 'schema')) ?? {};
  return {
    id,
    method: method.toUpperCase(),
    path: path.replace(/\{([^}]+)\}/g, ':$1'),
    collection: path.split('/').find((segment) => segment && !segment.startsWith('{')) ?? '',
    single: path.includes('{'),
    many: manyOf(document, operation, answer),
    status: created,
    answer,
  };
}

/** `GET /things?ids=a,b` → `{things: […]}` */
function manyOf(document: unknown, operation: Json, answer: Json): Operation['many'] {
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
  const parameter = parameters
    .map((each) => resolved(document, each))
    .find((each) => each?.in === 'query' && within(each, 'schema')?.type === 'array');
  const property = Object.entries(within(answer, 'properties') ?? {}).find(
    ([, schema]) => within({ schema }, 'schema')?.type === 'array',
  )?.[0];
  return parameter && property ? { parameter: String(parameter.name), property } : undefined;
}

/** Follows references within the document. */
export function resolved(document: unknown, schema: unknown): Json | undefined {
  if (!isJson(schema)) return undefined;
  if (typeof schema.$ref !== 'string') return schema;
  let target: unknown = document;
  for (const name of schema.$ref.replace(/^#\//, '').split('/')) target = isJson(target) ? target[name] : undefined;
  return resolved(document, target);
}

export function within(value: unknown, name: string): Json | undefined {
  const found = isJson(value) ? value[name] : undefined;
  return isJson(found) ? found : undefined;
}
