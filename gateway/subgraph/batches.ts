import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import type { MergedType } from './declare.ts';

/** A batched query of a document that goes to a subgraph. */
export interface Batch {
  readonly node: FieldNode;
  readonly alias: string;
  /** The keys that it asks for, in the order in which stitching wants its rows. */
  readonly keys: readonly string[];
  /** The names under which a row shows its fields. */
  readonly fields: readonly string[];
  /** The type's key field. */
  readonly key: string;
}

/** Under which each row of a batch is asked for its key. */
export const KEY = '_key';

export function rootFields(document: DocumentNode): FieldNode[] {
  const operation = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION);
  return (operation?.selectionSet.selections ?? []).filter((node) => node.kind === Kind.FIELD);
}

export const nameOf = (node: FieldNode): string => (node.alias ?? node.name).value;

/** The batched queries of a document, and the keys that they ask for. */
export function batchesOf(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  merged: ReadonlyMap<string, MergedType>,
): Batch[] {
  return rootFields(document).flatMap((node) => {
    const type = merged.get(node.name.value);
    if (!type) return [];
    const argument = node.arguments?.find((a) => a.name.value === (type.argument ?? 'ids'));
    const keys = argument ? valueFromASTUntyped(argument.value, variables) : [];
    if (!Array.isArray(keys)) return [];
    const fields = [...new Set(fieldsOf(node.selectionSet, document))];
    return [{ node, alias: nameOf(node), key: type.key ?? 'id', keys: keys.map(String), fields }];
  });
}

function fieldsOf(selected: SelectionSetNode | undefined, document: DocumentNode): string[] {
  return (selected?.selections ?? []).flatMap((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename' ? [] : nameOf(node);
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet, document);
    const fragment = document.definitions.find(
      (d) => d.kind === Kind.FRAGMENT_DEFINITION && d.name.value === node.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(fragment.selectionSet, document) : [];
  });
}

/** Each batch is asked for its rows' keys as well: that is what they are joined by. */
export function withKeys(document: DocumentNode, batches: readonly Batch[]): DocumentNode {
  const withKey = (node: FieldNode, key: string): FieldNode => {
    const asked: FieldNode = {
      kind: Kind.FIELD,
      alias: { kind: Kind.NAME, value: KEY },
      name: { kind: Kind.NAME, value: key },
    };
    const selections = [...(node.selectionSet?.selections ?? []), asked];
    return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
  };
  const definitions = document.definitions.map((d) => {
    if (d.kind !== Kind.OPERATION_DEFINITION) return d;
    const selections = d.selectionSet.selections.map((s) => {
      const batch = batches.find(({ node }) => node === s);
      return batch ? withKey(batch.node, batch.key) : s;
    });
    return { ...d, selectionSet: { ...d.selectionSet, selections } };
  });
  return { ...document, definitions };
}
