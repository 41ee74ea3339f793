import type { SubschemaConfig } from '@graphql-tools/delegate';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { GraphQLList, type GraphQLOutputType, type GraphQLSchema, isListType, isNonNullType } from 'graphql';
import { unlocated } from '../stitched/link.ts';
import { stitchModel } from '../stitched/schema.ts';
import { subgraphExecutor } from './executor.ts';
import type { ComposedModel, Subgraph } from './extend.ts';

/** Sources and subgraphs, stitched. */
export const stitchComposed = ({ schema, sources, subgraphs }: ComposedModel): GraphQLSchema =>
  stitchModel(
    schema,
    sources.map(({ name }) => name),
    subgraphs.map(subgraphSubschema),
  );

/**
 * A subgraph for stitching: nullable everywhere, as the other subschemas are, so that a null stays where it came; the strict schema is applied
 * at the end.
 */
function subgraphSubschema({ declaration, schema }: Subgraph): SubschemaConfig {
  const types = Object.entries(declaration.types ?? {});
  return {
    schema: mapSchema(schema, { [MapperKind.OBJECT_FIELD]: (field) => ({ ...field, type: nullable(field.type) }) }),
    executor: subgraphExecutor(declaration),
    batch: true,
    merge: Object.fromEntries(
      types.map(([type, { key = 'id', query, argument = 'ids' }]) => [
        type,
        {
          selectionSet: `{ ${key} }`,
          fieldName: query,
          key: (row: Readonly<Record<string, unknown>>) => row[key],
          argsFromKeys: (keys: readonly unknown[]) => ({ [argument]: keys }),
          valuesFromResults: unlocated,
        },
      ]),
    ),
  };
}

function nullable(type: GraphQLOutputType): GraphQLOutputType {
  if (isNonNullType(type)) return nullable(type.ofType);
  return isListType(type) ? new GraphQLList(nullable(type.ofType)) : type;
}
