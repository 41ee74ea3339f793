import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** An operation that a page has registered. */
export interface RegisteredOperation {
  readonly name: string;
  /** File that it stands in. */
  readonly file: string;
  /** The forms in which clients send it: as written, and with `__typename` everywhere, as Apollo Client does. */
  readonly documents: readonly DocumentNode[];
}

/** Reads the operations of pages: every `.graphql` file below the folders. Fragments may stand in any file. */
export function readOperations(folders: readonly string[]): RegisteredOperation[] {
  const files = folders.flatMap((folder) => graphqlFiles(folder).map((file) => ({ file, document: parseFile(file) })));
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const { document } of files)
    for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) fragments.set(d.name.value, d);
  const operations = files.flatMap(({ file, document }) =>
    document.definitions.flatMap((d) => (d.kind === Kind.OPERATION_DEFINITION ? [registered(file, d, fragments)] : [])),
  );
  const names = new Set<string>();
  for (const { name, file } of operations) {
    if (names.has(name)) throw new GraphQLError(`${file}: there is another operation ${name}`);
    names.add(name);
  }
  return operations;
}

function graphqlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.graphql'))
    .sort()
    .map((f) => join(folder, f));
}

function parseFile(file: string): DocumentNode {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new GraphQLError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      originalError: cause instanceof Error ? cause : undefined,
    });
  }
}

function registered(
  file: string,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): RegisteredOperation {
  if (!operation.name) throw new GraphQLError(`${file}: an operation without a name cannot be registered`);
  const used = new Map<string, FragmentDefinitionNode>();
  gather(operation, fragments, used, file);
  // In the order in which they are declared, as graphql-codegen's documents have them: clients send the hash of the whole text.
  const declared = [...fragments.values()].filter((f) => used.has(f.name.value));
  const plain: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...declared] };
  return { name: operation.name.value, file, documents: [plain, withTypename(plain)] };
}

function gather(
  node: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  used: Map<string, FragmentDefinitionNode>,
  file: string,
): void {
  visit(node, {
    FragmentSpread: ({ name }) => {
      if (used.has(name.value)) return;
      const fragment = fragments.get(name.value);
      if (!fragment) throw new GraphQLError(`${file}: there is no fragment ${name.value}`);
      used.set(name.value, fragment);
      gather(fragment, fragments, used, file);
    },
  });
}

/** Adds `__typename` as Apollo Client does: at the end of every selection but the operation's own, unless it is there. */
export function withTypename(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: {
      enter: (node: SelectionSetNode, _key, parent): SelectionSetNode | undefined => {
        if (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION) return undefined;
        const there = node.selections.some(
          (s) => s.kind === Kind.FIELD && (s.name.value === '__typename' || s.name.value.startsWith('__')),
        );
        return there
          ? undefined
          : {
              ...node,
              selections: [...node.selections, { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
            };
      },
    },
  });
}

export const documentText = (document: DocumentNode): string => print(document);
