import type { GraphQLAbstractType, GraphQLArgument, GraphQLField, GraphQLInputField } from 'graphql';
import type { CallDescriptor, Discriminator, LoaderDescriptor } from '../runtime/descriptors.ts';

/** How a subscription field is served: by running `query` whenever an event of the topic names the argument's value. */
export interface Watch {
  readonly topic: string;
  readonly argument: string;
  readonly query: string;
}

/** What a field of the schema means upstream. Kept in the field's `extensions`, so that every engine reads the same model. */
export type FieldMeta = { readonly source: string; readonly scopes?: readonly string[] } & (
  | { readonly kind: 'property'; readonly property: string }
  | { readonly kind: 'link'; readonly by: string; readonly loader: LoaderDescriptor }
  | { readonly kind: 'operation'; readonly call: CallDescriptor; readonly watch?: Watch }
  | { readonly kind: 'lookup'; readonly argument: string; readonly loader: LoaderDescriptor; readonly watch?: Watch }
  | { readonly kind: 'remote' }
);

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    penstock?: FieldMeta;
  }
  interface GraphQLInputFieldExtensions {
    property?: string;
  }
}

export function metaOf(field: GraphQLField<unknown, unknown>): FieldMeta | undefined {
  return field.extensions.penstock;
}

export function discriminatorOf(type: GraphQLAbstractType): Discriminator | undefined {
  const extensions: { readonly discriminator?: Discriminator } = type.extensions;
  return extensions.discriminator;
}

/** The upstream name of an input field; it differs where the document's name is no GraphQL name. */
export function inputProperty(field: GraphQLInputField | GraphQLArgument): string {
  const extensions: { readonly property?: string } = field.extensions;
  return extensions.property ?? field.name;
}
