import { GraphQLBoolean, GraphQLFloat, GraphQLInt, type GraphQLNamedOutputType, GraphQLString } from 'graphql';
import type { Schema } from '../openapi/document.ts';
import { DateTime, Json, Long } from './scalars.ts';

/** The scalar of a schema that is no object and no list; JSON where none fits. */
export function scalarOf(s: Schema): GraphQLNamedOutputType {
  switch (s.type) {
    case 'string':
      return s.format === 'date-time' ? DateTime : GraphQLString;
    case 'integer':
      return s.format === 'int64' ? Long : GraphQLInt;
    case 'number':
      return GraphQLFloat;
    case 'boolean':
      return GraphQLBoolean;
    default:
      return s.enum?.every((v) => typeof v === 'string') || typeof s.const === 'string' ? GraphQLString : Json;
  }
}
