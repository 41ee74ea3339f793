import type { ExecutionRequest, ExecutionResult } from '@graphql-tools/utils';
import { type DocumentNode, type FieldNode, GraphQLError, Kind, print, valueFromASTUntyped } from 'graphql';
import type { CallDescriptor } from '../runtime/descriptors.ts';
import { Failure, failureOfStatus } from '../runtime/failure.ts';
import type { StitchContext } from '../stitched/context.ts';
import { FieldFailure } from '../stitched/field-failure.ts';
import type { MergedType, SubgraphDeclaration } from './declare.ts';

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Asks a subgraph, through what all sources are asked through: deadline, breaker, the headers that it is declared to be given. */
export function subgraphExecutor({ name, types = {} }: SubgraphDeclaration) {
  const merged = new Map(Object.values(types).map((type) => [type.query, type]));
  return async ({ document, variables = {}, operationType, context }: ExecutionRequest): Promise<ExecutionResult> => {
    const { state }: StitchContext = context;
    const batches = batchesOf(document, variables, merged);
    const call: CallDescriptor = {
      source: name,
      id: 'graphql',
      method: 'POST',
      path: [],
      body: 'input',
      safe: operationType !== 'mutation',
    };
    const query = print(withKeys(document, batches));
    const answer = await state.upstream.call(state, call, { input: { query, variables } });
    if (answer instanceof Failure) return { data: null, errors: [errorOf(answer)] };
    if (!isPlain(answer)) return { data: null, errors: [errorOf(failureOfStatus(name, 502))] };
    return ordered(name, answer, batches);
  };
}

interface Batch {
  readonly node: FieldNode;
  readonly alias: string;
  readonly key: string;
  readonly keys: readonly string[];
}

/** The batched queries of a document, and the keys that they ask for. */
function batchesOf(document: DocumentNode, variables: Plain, merged: ReadonlyMap<string, MergedType>): Batch[] {
  const operation = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION);
  return (operation?.selectionSet.selections ?? []).flatMap((node) => {
    const type = node.kind === Kind.FIELD ? merged.get(node.name.value) : undefined;
    if (node.kind !== Kind.FIELD || !type) return [];
    const argument = node.arguments?.find((a) => a.name.value === (type.argument ?? 'ids'));
    const keys = argument ? valueFromASTUntyped(argument.value, variables) : [];
    if (!Array.isArray(keys)) return [];
    return [{ node, alias: (node.alias ?? node.name).value, key: type.key ?? 'id', keys: keys.map(String) }];
  });
}

const KEY = '_key';

/** Each batch is asked for its rows' keys as well: that is what they are joined by. */
function withKeys(document: DocumentNode, batches: readonly Batch[]): DocumentNode {
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

/**
 * Rows in the order of their keys, with the paths of errors following them. A row that is missing is null. A row that an error took down has
 * lost its key, too: then all that are missing have failed, since which of them it was cannot be known.
 */
function ordered(name: string, answer: Plain, batches: readonly Batch[]): ExecutionResult {
  const data = isPlain(answer.data) ? { ...answer.data } : null;
  const given: readonly unknown[] = Array.isArray(answer.errors) ? answer.errors : [];
  const places = new Map<string, readonly number[]>();
  for (const { alias, keys } of batches) {
    const rows: unknown = data?.[alias];
    if (!data || !Array.isArray(rows)) continue;
    const keyed = rows.map((row) => (isPlain(row) ? String(row[KEY]) : undefined));
    for (const [i, key] of keyed.entries())
      places.set(
        `${alias} ${i}`,
        keys.flatMap((wanted, at) => (wanted === key ? [at] : [])),
      );
    const lost = given.find(
      (e) => isPlain(e) && Array.isArray(e.path) && e.path[0] === alias && rows[e.path[1]] === null,
    );
    const missing = lost === undefined ? null : new FieldFailure(failureIn(name, lost));
    data[alias] = keys.map((key) => rows[keyed.indexOf(key)] ?? missing);
  }
  const errors = given.flatMap((error) => moved(error, places).map((path) => errorOf(failureIn(name, error), path)));
  return errors.length > 0 ? { data, errors } : { data };
}

function moved(
  error: unknown,
  places: ReadonlyMap<string, readonly number[]>,
): (readonly (string | number)[] | undefined)[] {
  const path: unknown = isPlain(error) ? error.path : undefined;
  if (!Array.isArray(path)) return [undefined];
  const [alias, index, ...rest] = path;
  const at = places.get(`${alias} ${index}`);
  return at ? at.map((place) => [alias, place, ...rest]) : [path];
}

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
};

/** Nothing of a subgraph's own text goes on: its code alone, where it is one of those that clients know. */
function failureIn(name: string, error: unknown): Failure {
  const extensions = isPlain(error) ? error.extensions : undefined;
  const code = isPlain(extensions) && typeof extensions.code === 'string' ? extensions.code : '';
  return failureOfStatus(name, STATUS[code] ?? 503);
}

const errorOf = (failure: Failure, path?: readonly (string | number)[]): GraphQLError =>
  new GraphQLError(failure.message, { path: path ?? null, originalError: new FieldFailure(failure) });
