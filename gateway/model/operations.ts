import {
  astFromValue,
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLString,
  isEnumType,
  isScalarType,
} from 'graphql';
import type { OperationDeclaration, SourceDeclaration } from '../declare.ts';
import {
  METHODS,
  type MediaType,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  type Reference,
  type RequestBody,
  type Response,
  type Schema,
} from '../openapi/document.ts';
import { DocumentError, resolve } from '../openapi/load.ts';
import type { CallDescriptor, QueryParameter } from '../runtime/descriptors.ts';
import type { InputTypes } from './input.ts';
import { fieldName, typeName } from './naming.ts';
import type { OutputTypes } from './output.ts';
import { flatten } from './schemas.ts';

export interface FoundOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly place: string;
  /** Where another operation of the same operationId stands. */
  twin?: string;
}

/**
 * Every operation of a document, by operationId; by method and path where there is none, or where another operation has it
 * already.
 */
export function listOperations(document: OpenApiDocument): Map<string, FoundOperation> {
  const found = new Map<string, FoundOperation>();
  for (const [path, raw] of Object.entries(document.paths ?? {})) {
    const place = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const { value: item } = resolve<Record<string, unknown>>(document, raw, place);
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const own = `${method}-${path}`;
      const first = operation.operationId === undefined ? undefined : found.get(operation.operationId);
      if (first) first.twin ??= `${place}/${method}`;
      const id = first ? own : (operation.operationId ?? own);
      const shared = (item.parameters ?? []) as readonly (Parameter | Reference)[];
      found.set(id, {
        id,
        method: method.toUpperCase(),
        path,
        operation,
        parameters: parametersOf(document, shared, operation, `${place}/${method}`),
        place: `${place}/${method}`,
      });
    }
  }
  return found;
}

function parametersOf(
  document: OpenApiDocument,
  shared: readonly (Parameter | Reference)[],
  operation: Operation,
  place: string,
): Parameter[] {
  const byKey = new Map<string, Parameter>();
  for (const p of [...shared, ...(operation.parameters ?? [])]) {
    const { value } = resolve<Parameter>(document, p, `${place}/parameters`);
    byKey.set(`${value.in}:${value.name}`, value);
  }
  return [...byKey.values()].filter((p) => p.in !== 'cookie');
}

export interface ConvertedOperation {
  readonly field: string;
  readonly kind: 'query' | 'mutation';
  readonly call: CallDescriptor;
  readonly args: GraphQLFieldConfigArgumentMap;
  readonly type: GraphQLOutputType;
  readonly description?: string;
}

export function convertOperation(
  document: OpenApiDocument,
  source: SourceDeclaration,
  found: FoundOperation,
  declared: OperationDeclaration,
  inputs: InputTypes,
  outputs: OutputTypes,
): ConvertedOperation {
  const kind = declared.kind ?? (found.method === 'GET' ? 'query' : 'mutation');
  const args: GraphQLFieldConfigArgumentMap = {};
  const query: QueryParameter[] = [];
  const headers: { name: string; arg: string }[] = [];
  const renamed = new Map<string, string>();
  let idempotency: string | undefined;
  for (const p of found.parameters) {
    if (
      p.in === 'header' &&
      (source.forward?.includes(p.name.toLowerCase()) || source.headers?.[p.name.toLowerCase()] !== undefined)
    )
      continue;
    if (p.in === 'query' && source.parameters && p.name in source.parameters) continue;
    const arg = uniqueArg(args, fieldName(p.in === 'header' ? p.name.toLowerCase() : p.name));
    args[arg] = argument(p, inputs, `${typeName(found.id)}${typeName(p.name)}`, found.place);
    if (p.in === 'path') renamed.set(p.name, arg);
    else if (p.in === 'header') headers.push({ name: p.name.toLowerCase(), arg });
    else query.push({ name: p.name, arg, style: styleOf(document, p, found.place) });
    if (p.in === 'header' && p.name.toLowerCase() === 'idempotency-key') idempotency = arg;
  }
  const body = bodyOf(document, found, inputs, args);
  const answer = answerOf(document, found, declared, outputs);
  const safe = ['GET', 'HEAD', 'PUT', 'DELETE'].includes(found.method) || kind === 'query' || idempotency !== undefined;
  const call: CallDescriptor = {
    source: source.name,
    id: found.id,
    method: found.method,
    path: pathOf(found, renamed),
    ...(query.length > 0 ? { query } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(body ? { body } : {}),
    ...(declared.unwrap ? { unwrap: declared.unwrap } : {}),
    safe,
    ...(answer ? {} : { empty: true }),
    ...(idempotency ? { idempotency } : {}),
  };
  const description = found.operation.summary ?? found.operation.description;
  return {
    field: declared.as ?? fieldName(found.id),
    kind,
    call,
    args,
    type: answer ?? GraphQLBoolean,
    ...(description ? { description } : {}),
  };
}

function uniqueArg(args: GraphQLFieldConfigArgumentMap, wanted: string): string {
  let name = wanted;
  for (let i = 2; name in args; i++) name = `${wanted}${i}`;
  return name;
}

function argument(p: Parameter, inputs: InputTypes, hint: string, place: string) {
  const schema: Schema | Reference = p.schema ?? Object.values(p.content ?? {})[0]?.schema ?? { type: 'string' };
  const inner = inputs.of(schema, hint, `${place}/parameters/${p.name}`);
  const required = (p.required || p.in === 'path') && inner.default === undefined;
  const type = p.name === 'id' && inner.type === GraphQLString ? GraphQLID : inner.type;
  const defaultValue = usableDefault(inner.type, inner.default);
  return {
    type: required ? new GraphQLNonNull(type) : type,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(p.description ? { description: p.description } : {}),
  };
}

/** Defaults of another type than their parameter occur in the wild; the upstream then applies its own. */
function usableDefault(type: GraphQLInputType, value: unknown): unknown {
  if (!isScalarType(type) && !isEnumType(type)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  try {
    return astFromValue(value, type) ? value : undefined;
  } catch {
    return undefined;
  }
}

function styleOf(document: OpenApiDocument, p: Parameter, place: string): QueryParameter['style'] {
  if (p.content) return 'json';
  const { schema } = flatten(document, p.schema ?? {}, place);
  if (p.style === 'deepObject') return 'deep';
  if (schema.type !== 'array') return schema.properties ? 'object' : 'multi';
  if (p.explode ?? (p.style ?? 'form') === 'form') return 'multi';
  return p.style === 'spaceDelimited' ? 'space' : p.style === 'pipeDelimited' ? 'pipe' : 'comma';
}

function pathOf(found: FoundOperation, renamed: ReadonlyMap<string, string>): CallDescriptor['path'] {
  return found.path
    .split(/(\{[^}]+\})/)
    .filter(Boolean)
    .map((part) => {
      if (!part.startsWith('{')) return part;
      const arg = renamed.get(part.slice(1, -1));
      if (arg === undefined)
        throw new DocumentError(
          found.place,
          `the path names ${part}, and no path parameter has this name`,
          'add the parameter to the operation',
        );
      return { arg };
    });
}

function bodyOf(
  document: OpenApiDocument,
  found: FoundOperation,
  inputs: InputTypes,
  args: GraphQLFieldConfigArgumentMap,
): string | undefined {
  if (!found.operation.requestBody) return undefined;
  const { value } = resolve<RequestBody>(document, found.operation.requestBody, `${found.place}/requestBody`);
  const media = jsonMedia(value.content);
  if (!media) {
    if (Object.keys(value.content ?? {}).length === 0 || !value.required) return undefined;
    throw new DocumentError(
      `${found.place}/requestBody`,
      `the body is ${Object.keys(value.content ?? {}).join(', ')}, and only JSON is sent`,
      'do not expose this operation',
    );
  }
  const name = uniqueArg(args, 'input');
  const inner = inputs.of(media.schema ?? {}, `${typeName(found.id)}Input`, `${found.place}/requestBody`);
  args[name] = { type: value.required ? new GraphQLNonNull(inner.type) : inner.type };
  return name;
}

function answerOf(
  document: OpenApiDocument,
  found: FoundOperation,
  declared: OperationDeclaration,
  outputs: OutputTypes,
): GraphQLOutputType | undefined {
  const responses = found.operation.responses ?? {};
  const status =
    Object.keys(responses)
      .filter((s) => /^2/.test(s))
      .sort()[0] ?? (responses.default ? 'default' : undefined);
  const response = status === undefined ? undefined : responses[status];
  if (!response) return undefined;
  const place = `${found.place}/responses/${status}`;
  const media = jsonMedia(resolve<Response>(document, response, place).value.content);
  if (!media?.schema) return undefined;
  if (declared.unwrap === undefined) return outputs.of(media.schema, `${typeName(found.id)}Result`, place).type;
  const whole = flatten(document, media.schema, place);
  const inner = whole.schema.properties?.[declared.unwrap];
  if (!inner)
    throw new DocumentError(
      place,
      `the answer has no property ${declared.unwrap}`,
      'repair `unwrap` in the declaration',
    );
  return outputs.of(inner, `${typeName(found.id)}Result`, place).type;
}

function jsonMedia(content: Readonly<Record<string, MediaType>> | undefined): MediaType | undefined {
  for (const [type, media] of Object.entries(content ?? {}))
    if (/^application\/([\w.+-]+\+)?json|^\*\/\*/.test(type)) return media;
  return undefined;
}
