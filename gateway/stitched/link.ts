import { batchDelegateToSchema } from '@graphql-tools/batch-delegate';
import type { SubschemaConfig } from '@graphql-tools/delegate';
import {
  GraphQLList,
  type GraphQLResolveInfo,
  getNamedType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { wrongType } from '../runtime/failure.ts';
import { keyText } from '../runtime/join.ts';
import type { StitchContext } from './context.ts';
import { FieldFailure } from './field-failure.ts';
import { rowsField } from './subschema.ts';
import { asFieldFailure } from './wire.ts';

/** A link where it is resolved. */
export interface ResolvedLink {
  readonly subschema: SubschemaConfig;
  readonly loader: LoaderDescriptor;
  readonly context: StitchContext;
  readonly info: GraphQLResolveInfo;
}

/** The row that a link names by its key, or by `null` none. */
export function one(link: ResolvedLink, by: unknown): unknown {
  if (by === null || by === undefined) return null;
  const key = keyText(by);
  return key === undefined ? new FieldFailure(wrongType('key')) : delegate(link, key);
}

/** The rows that a link names by its keys, each joined by its own. */
export function many(link: ResolvedLink, by: unknown): unknown {
  if (by === null || by === undefined) return null;
  if (!Array.isArray(by)) return new FieldFailure(wrongType('List'));
  return Promise.all(by.map((key) => one(link, key)));
}

async function delegate({ subschema, loader, context, info }: ResolvedLink, key: string): Promise<unknown> {
  const named = getNamedType(info.returnType);
  const root = info.operation.operation === 'mutation' ? rootKey(info) : '';
  try {
    const result: unknown = await batchDelegateToSchema({
      schema: subschema,
      operation: OperationTypeNode.QUERY,
      fieldName: rowsField(loader),
      key,
      argsFromKeys: (keys) => ({ keys, root }),
      valuesFromResults: unlocated,
      selectionSet: mergedSelection(info),
      // What the batch returns: a list of rows, or of groups of rows.
      returnType: new GraphQLList(loader.group ? new GraphQLList(named) : named),
      context,
      info,
    });
    return result instanceof Error ? asFieldFailure(result) : result;
  } catch (error) {
    // Located here, where it belongs, and not where the batch had it.
    return asFieldFailure(error);
  }
}

/**
 * Stitching gives the errors inside a batch the path of whoever asked first. Without a path, graphql-js locates each
 * where its row is really used.
 */
export function unlocated(results: unknown): never[] {
  strip(results);
  return (Array.isArray(results) ? results : []) as never[];
}

function strip(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (inner instanceof Error) Reflect.set(value, key, asFieldFailure(inner));
    else strip(inner);
  }
}

/** All that the operation selects under this field, wherever it is written: the batch's key must know it all. */
function mergedSelection(info: GraphQLResolveInfo): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: info.fieldNodes.flatMap((n) => n.selectionSet?.selections ?? []) };
}

function rootKey(info: GraphQLResolveInfo): string {
  let path = info.path;
  while (path.prev) path = path.prev;
  return String(path.key);
}
