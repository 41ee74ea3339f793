import { GraphQLBoolean, type GraphQLFieldConfigArgumentMap, type GraphQLOutputType } from 'graphql';
import type { OperationDeclaration, SourceDeclaration } from '../declare.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { DocumentError } from '../openapi/load.ts';
import type { CallDescriptor, QueryParameter } from '../runtime/descriptors.ts';
import type { InputTypes } from './input.ts';
import type { FoundOperation } from './list-operations.ts';
import { fieldName, typeName } from './naming.ts';
import { argument, styleOf, uniqueArg } from './operation-arguments.ts';
import { answerOf, bodyOf } from './operation-contents.ts';
import type { OutputTypes } from './output.ts';

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
