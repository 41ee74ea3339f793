import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
} from 'graphql';

/** A fragment that is sent later. */
export interface Deferred {
  readonly label: string | undefined;
  /** Response keys from the root to the objects that it adds to. */
  readonly keys: readonly string[];
  /** The place in the list of the fragment that this one is in: it must be sent before. */
  readonly within: number | undefined;
  /** The operation, cut down to the way to the fragment and the fragment itself. */
  readonly document: DocumentNode;
}

export interface Split {
  /** The operation without what is deferred. */
  readonly first: DocumentNode;
  /** In the order of sending: an outer fragment goes before those within it. */
  readonly deferred: readonly Deferred[];
}

type Way = readonly (FieldNode | InlineFragmentNode)[];
type Variables = Readonly<Record<string, unknown>>;

/**
 * Cuts a query at its `@defer`s (https://github.com/graphql/defer-stream-wg). Undefined where there is none; mutations are never cut, which
 * the specification leaves open.
 */
export function splitDeferred(document: DocumentNode, variables: Variables, operationName?: string): Split | undefined {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return undefined;
  const splitter = new Splitter(document, operation, variables);
  const first = splitter.cut(operation.selectionSet.selections, []);
  const { deferred } = splitter;
  return deferred.length === 0 ? undefined : { first: splitter.documentOf(first), deferred };
}

class Splitter {
  readonly deferred: Deferred[] = [];
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly operation: OperationDefinitionNode;
  private readonly variables: Variables;

  constructor(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables) {
    this.operation = operation;
    this.variables = variables;
    this.fragments = new Map(
      document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])),
    );
  }

  documentOf(selections: readonly SelectionNode[]): DocumentNode {
    return {
      kind: Kind.DOCUMENT,
      definitions: [{ ...this.operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }],
    };
  }

  /** The selections without what is deferred, which is noted; spreads become inline fragments, each place its own. */
  cut(selections: readonly SelectionNode[], way: Way, within?: number): SelectionNode[] {
    return selections.flatMap((selection) => this.cutOne(this.inlined(selection), way, within));
  }

  private cutOne(node: Way[number], way: Way, within: number | undefined): SelectionNode[] {
    if (!node.selectionSet) return [node];
    const defer = node.directives?.find((d) => d.name.value === 'defer');
    const plain = { ...node, directives: node.directives?.filter((d) => d !== defer) ?? [] };
    if (!defer || this.argument(defer, 'if') === false) return [this.inner(plain, way, within)];
    const place = this.deferred.length;
    const label = this.argument(defer, 'label');
    const later = {
      label: typeof label === 'string' ? label : undefined,
      keys: way.flatMap((n) => (n.kind === Kind.FIELD ? [(n.alias ?? n.name).value] : [])),
      within,
      document: this.documentOf([]),
    };
    this.deferred.push(later);
    later.document = this.documentOf([wrapped(way, this.inner(plain, way, place))]);
    return [];
  }

  /** A node without what is deferred in it. */
  private inner(node: Way[number], way: Way, within: number | undefined): Way[number] {
    const selections = this.cut(node.selectionSet?.selections ?? [], [...way, node], within);
    return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
  }

  private inlined(selection: SelectionNode): Way[number] {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) return selection;
    const fragment = this.fragments.get(selection.name.value);
    return {
      kind: Kind.INLINE_FRAGMENT,
      ...(fragment ? { typeCondition: fragment.typeCondition } : {}),
      directives: selection.directives ?? [],
      selectionSet: fragment?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] },
    };
  }

  private argument(directive: DirectiveNode, name: string): unknown {
    const value = directive.arguments?.find((a) => a.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) return this.variables[value.name.value];
    return value && 'value' in value ? value.value : undefined;
  }
}

/** The way to a fragment, with nothing beside it. */
const wrapped = (way: Way, inner: SelectionNode): SelectionNode =>
  way.reduceRight<SelectionNode>(
    (selection, node) => ({ ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] } }),
    inner,
  );
