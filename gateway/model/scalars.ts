import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';

const fail = (type: string): never => {
  throw new GraphQLError(`${type} cannot represent value`);
};

const text = (type: string) => (value: unknown) => (typeof value === 'string' ? value : fail(type));
const safeInteger = (value: unknown) => (Number.isSafeInteger(value) ? value : fail('Long'));

/** An RFC 3339 date-time as the upstream wrote it. */
export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  description: 'A date and time, RFC 3339.',
  serialize: text('DateTime'),
  parseValue: text('DateTime'),
});

/** An integer beyond 32 bits that a JavaScript number still holds exactly. */
export const Long = new GraphQLScalarType({
  name: 'Long',
  description: 'An integer of up to 53 bits.',
  serialize: safeInteger,
  parseValue: safeInteger,
  parseLiteral: (node) => safeInteger(node.kind === 'IntValue' ? Number(node.value) : undefined),
});

/** What the document leaves open: any JSON value. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
