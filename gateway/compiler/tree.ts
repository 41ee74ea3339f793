import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type FieldMeta, metaOf } from '../model/metadata.ts';
import { ALWAYS, both, type Condition, conditionOf } from './condition.ts';

/** The operation is beyond the compiler; it runs stitched, and the build says so. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

/** What is selected of one object type, in the order in which its keys appear in the answer. */
export interface ObjectSelection {
  readonly id: number;
  readonly type: GraphQLObjectType;
  readonly fields: FieldSelection[];
}

export interface FieldSelection {
  readonly key: string;
  readonly node: FieldNode;
  /** Undefined for `__typename`. */
  readonly field: GraphQLField<unknown, unknown> | undefined;
  readonly meta: FieldMeta | undefined;
  readonly parent: GraphQLObjectType;
  /** Where the key may appear first: at which position of the selection, under which condition. */
  readonly places: { readonly position: number; readonly condition: Condition }[];
  readonly value: ValueSelection | undefined;
}

/** A field's type with what is selected of each object type that it may turn out to be. */
export interface ValueSelection {
  readonly type: GraphQLOutputType;
  readonly objects: ReadonlyMap<string, ObjectSelection>;
}

interface Part {
  readonly selectionSet: SelectionSetNode;
  readonly condition: Condition;
}

interface Occurrence {
  readonly key: string;
  readonly node: FieldNode;
  readonly condition: Condition;
}

/** Merges an operation's selections into a tree, as CollectFields does (https://spec.graphql.org/October2021/#sec-Field-Collection). */
export class TreeBuilder {
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private nextId = 0;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.schema = schema;
    this.fragments = fragments;
  }

  object(type: GraphQLObjectType, parts: readonly Part[]): ObjectSelection {
    const occurrences: Occurrence[] = [];
    for (const part of parts) this.collect(type, part.selectionSet, part.condition, occurrences, new Set());
    const groups = new Map<string, (Occurrence & { position: number })[]>();
    occurrences.forEach((o, position) => {
      const group = groups.get(o.key);
      if (group) group.push({ ...o, position });
      else groups.set(o.key, [{ ...o, position }]);
    });
    const id = this.nextId++;
    return { id, type, fields: [...groups.values()].map((g) => this.field(type, g)) };
  }

  private collect(
    type: GraphQLObjectType,
    set: SelectionSetNode,
    condition: Condition,
    out: Occurrence[],
    visited: Set<string>,
  ): void {
    for (const node of set.selections) {
      const own = conditionOf(node);
      const all = own && both(condition, own);
      if (!all) continue;
      if (node.kind === Kind.FIELD) out.push({ key: node.alias?.value ?? node.name.value, node, condition: all });
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (this.applies(type, node.typeCondition?.name.value))
          this.collect(type, node.selectionSet, all, out, visited);
      } else this.spread(type, node.name.value, all, out, visited);
    }
  }

  private spread(
    type: GraphQLObjectType,
    name: string,
    condition: Condition,
    out: Occurrence[],
    visited: Set<string>,
  ): void {
    const fragment = this.fragments.get(name);
    if (!fragment || visited.has(name)) return;
    if (condition.size === 0) visited.add(name);
    if (this.applies(type, fragment.typeCondition.name.value))
      this.collect(type, fragment.selectionSet, condition, out, visited);
  }

  private applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const named = this.schema.getType(condition);
    return isAbstractType(named) && this.schema.isSubType(named, type);
  }

  private field(parent: GraphQLObjectType, group: readonly (Occurrence & { position: number })[]): FieldSelection {
    const [first] = group;
    if (!first) throw new NotCompilable('an empty selection');
    const name = first.node.name.value;
    const base = {
      key: first.key,
      node: first.node,
      parent,
      places: group.map(({ position, condition }) => ({ position, condition })),
    };
    if (first.key === '__proto__') throw new NotCompilable('the alias __proto__');
    if (name === '__typename') return { ...base, field: undefined, meta: undefined, value: undefined };
    const field = parent.getFields()[name];
    if (!field) throw new NotCompilable(`introspection (${name})`);
    const meta = metaOf(field);
    if (!meta || meta.kind === 'remote')
      throw new NotCompilable(`${parent.name}.${name} belongs to a GraphQL subgraph`);
    return { ...base, field, meta, value: this.value(field.type, group) };
  }

  private value(type: GraphQLOutputType, group: readonly Occurrence[]): ValueSelection {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return { type, objects: new Map() };
    const same = group.every((o) => o.condition === group[0]?.condition);
    const parts = group.flatMap((o) =>
      o.node.selectionSet ? [{ selectionSet: o.node.selectionSet, condition: same ? ALWAYS : o.condition }] : [],
    );
    const possible = isObjectType(named) ? [named] : this.schema.getPossibleTypes(named);
    return { type, objects: new Map(possible.map((t) => [t.name, this.object(t, parts)])) };
  }
}
