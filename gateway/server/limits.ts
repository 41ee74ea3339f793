import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** Bounds on operations that nobody registered. */
export interface OperationLimits {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Fields, each counted as often as the lists around it may repeat it (ten times a list). */
  readonly maxCost: number;
}

export const DEFAULT_LIMITS: OperationLimits = {
  maxTokens: 2000,
  maxDepth: 12,
  maxAliases: 30,
  maxRootFields: 20,
  maxCost: 20_000,
};

export const refused = (what: string, limit: number): GraphQLError =>
  new GraphQLError(`The operation is refused: ${what} (the limit is ${limit}).`, {
    extensions: { code: 'OPERATION_TOO_LARGE' },
  });

/** One pass over each operation, fragments followed in place; it stops at the first bound that is passed. */
export function limitsRule(limits: OperationLimits, introspection: boolean): ValidationRule {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition({ operation, selectionSet }) {
      const root =
        operation === 'query'
          ? context.getSchema().getQueryType()
          : operation === 'mutation'
            ? context.getSchema().getMutationType()
            : context.getSchema().getSubscriptionType();
      const error = new Measure(context, limits, introspection).fields(
        selectionSet.selections,
        root ?? undefined,
        1,
        1,
        [],
      );
      if (error) context.reportError(error);
      return false;
    },
  });
}

class Measure {
  private readonly context: ValidationContext;
  private readonly limits: OperationLimits;
  private readonly introspection: boolean;
  private aliases = 0;
  private cost = 0;
  private roots = 0;

  constructor(context: ValidationContext, limits: OperationLimits, introspection: boolean) {
    this.context = context;
    this.limits = limits;
    this.introspection = introspection;
  }

  fields(
    selections: readonly SelectionNode[],
    type: GraphQLNamedType | undefined,
    depth: number,
    weight: number,
    fragments: readonly string[],
  ): GraphQLError | undefined {
    for (const node of selections) {
      const error = this.selection(node, type, depth, weight, fragments);
      if (error) return error;
    }
    return undefined;
  }

  private selection(
    node: SelectionNode,
    type: GraphQLNamedType | undefined,
    depth: number,
    weight: number,
    fragments: readonly string[],
  ): GraphQLError | undefined {
    // A spread counts too: fragments that hold nothing but spreads double with every level.
    this.cost += weight;
    if (this.cost > this.limits.maxCost) return refused('too costly', this.limits.maxCost);
    if (node.kind === Kind.FIELD) return this.field(node, type, depth, weight, fragments);
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const on = node.typeCondition ? this.context.getSchema().getType(node.typeCondition.name.value) : type;
      return this.fields(node.selectionSet.selections, on, depth, weight, fragments);
    }
    const fragment = fragments.includes(node.name.value) ? undefined : this.context.getFragment(node.name.value);
    if (!fragment) return undefined;
    const on = this.context.getSchema().getType(fragment.typeCondition.name.value);
    return this.fields(fragment.selectionSet.selections, on, depth, weight, [...fragments, node.name.value]);
  }

  private field(
    node: Extract<SelectionNode, { kind: Kind.FIELD }>,
    type: GraphQLNamedType | undefined,
    depth: number,
    weight: number,
    fragments: readonly string[],
  ): GraphQLError | undefined {
    const name = node.name.value;
    if (name === '__schema' || name === '__type')
      return this.introspection
        ? undefined
        : new GraphQLError('Introspection is off.', { extensions: { code: 'INTROSPECTION_DISABLED' } });
    if (depth === 1 && ++this.roots > this.limits.maxRootFields)
      return refused('too many root fields', this.limits.maxRootFields);
    if (depth > this.limits.maxDepth) return refused('too deep', this.limits.maxDepth);
    if (node.alias && ++this.aliases > this.limits.maxAliases)
      return refused('too many aliases', this.limits.maxAliases);
    if (!node.selectionSet) return undefined;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const inner = field && (isNonNullType(field.type) ? field.type.ofType : field.type);
    return this.fields(
      node.selectionSet.selections,
      field && getNamedType(field.type),
      depth + 1,
      isListType(inner) ? weight * 10 : weight,
      fragments,
    );
  }
}
