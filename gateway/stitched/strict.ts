import {
  type DirectiveNode,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** The alias under which the nullable execution keeps the concrete type of abstract values. */
const TYPE_KEY = '_type_';

/**
 * The operation as it is delegated. Conditions are decided here, once, since the values are known (stitching drops
 * some of the fields that stand twice with different conditions), and every
 * object is asked for its type: abstract ones need it, and stitching must not be left with nothing to ask.
 */
export function prepareDocument(document: DocumentNode, variables: Readonly<Record<string, unknown>>): DocumentNode {
  const decide = (node: SelectionNode): SelectionNode | null =>
    isIncluded(node, variables)
      ? { ...node, directives: node.directives?.filter((d) => !isCondition(d) && d.name.value !== 'defer') ?? [] }
      : null;
  const ask = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: TYPE_KEY },
    name: { kind: Kind.NAME, value: '__typename' },
  } as const;
  return visit(document, {
    Field: decide,
    InlineFragment: decide,
    FragmentSpread: decide,
    SelectionSet: {
      leave: (node: SelectionSetNode): SelectionSetNode => ({ ...node, selections: [...node.selections, ask] }),
    },
  });
}

const isCondition = (d: DirectiveNode): boolean => d.name.value === 'skip' || d.name.value === 'include';

function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (node.directives ?? []).filter(isCondition).every((d) => {
    const value = d.arguments?.[0]?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (d.name.value === 'include');
  });
}

interface Held {
  readonly errors: Map<string, GraphQLError>;
}

/**
 * Applies the strict schema to what the nullable execution found: graphql-js completes the data once more, at once and
 * in document order. So nulls climb and errors line up as they would over a plain schema, however the answers arrived.
 */
export function applyStrict(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>>,
  operationName: string | undefined,
  found: ExecutionResult,
): ExecutionResult {
  if (found.data === undefined || found.data === null) return found;
  const held: Held = { errors: new Map() };
  for (const error of found.errors ?? []) held.errors.set(JSON.stringify(error.path ?? []), error);
  const result = execute({
    schema,
    document,
    variableValues,
    operationName,
    rootValue: found.data,
    contextValue: held,
    fieldResolver,
    hideSuggestions: true,
    typeResolver: (value) => {
      const name = typeof value === 'object' && value !== null && TYPE_KEY in value ? value[TYPE_KEY] : undefined;
      return typeof name === 'string' ? name : undefined;
    },
  });
  if (result instanceof Promise) throw new Error('completion must be synchronous');
  const errors = [...(result.errors ?? [])];
  return errors.length > 0 ? { errors, data: result.data ?? null } : { data: result.data ?? null };
}

const fieldResolver: GraphQLFieldResolver<Readonly<Record<string, unknown>>, Held> = (
  source,
  _args,
  { errors },
  info,
) => {
  const path: (string | number)[] = [];
  for (let p: typeof info.path | undefined = info.path; p; p = p.prev) path.unshift(p.key);
  const error = errors.get(JSON.stringify(path));
  if (error) throw error;
  return restored(info.returnType, source[info.path.key], path, errors);
};

/** Values as graphql-js would have them before completion: enums by their upstream text, failed list items as errors. */
function restored(
  type: GraphQLOutputType,
  value: unknown,
  path: readonly (string | number)[],
  errors: ReadonlyMap<string, GraphQLError>,
): unknown {
  if (isNonNullType(type)) return restored(type.ofType, value, path, errors);
  if (isListType(type) && Array.isArray(value))
    return value.map((item, i) => {
      const at = [...path, i];
      return (item === null ? errors.get(JSON.stringify(at)) : undefined) ?? restored(type.ofType, item, at, errors);
    });
  const named = getNamedType(type);
  return isEnumType(named) && typeof value === 'string' ? named.getValue(value)?.value : value;
}
