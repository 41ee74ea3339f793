import type { GraphQLFieldConfigMap, GraphQLOutputType } from 'graphql';
import type { OpenApiDocument, Reference, Schema } from '../openapi/document.ts';
import type { EnumTypes } from './enums.ts';
import type { Names } from './naming.ts';

/** What the types of a source's answers depend on besides its document. */
export interface OutputOptions {
  readonly document: OpenApiDocument;
  readonly source: string;
  readonly prefix: string;
  readonly names: Names;
  readonly enums: EnumTypes;
  /** Keys of entities are IDs. */
  readonly keyOf: (type: string) => string | undefined;
  /** Links and other fields that the declaration adds to a type. */
  readonly extend: (type: string) => GraphQLFieldConfigMap<unknown, unknown>;
  readonly scopesOf: (type: string, field: string) => readonly string[] | undefined;
  readonly note: (place: string, message: string, remedy: string) => void;
}

/** Turns a schema into its type, without the non-null wrapper; `nullable` tells whether the schema allows null. */
export interface TypeConverter {
  of(input: Schema | Reference, hint: string, place: string): { type: GraphQLOutputType; nullable: boolean };
}
