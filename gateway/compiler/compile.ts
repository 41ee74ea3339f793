import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  typeFromAST,
  visit,
} from 'graphql';
import type { NamedInput } from '../runtime/variable-plan.ts';
import { defaultCode, inputType } from './arguments.ts';
import { ALWAYS } from './condition.ts';
import type { Emitter } from './names.ts';
import { type CallBudget, Stage } from './stage.ts';
import { NotCompilable, type ObjectSelection, TreeBuilder } from './tree.ts';

export interface CompiledOperation {
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  /** SHA-256 of the document as clients send it: what Apollo's persisted queries call it. */
  readonly hash: string;
  /** JavaScript of the plan, an object; it names what the emitter holds. */
  readonly code: string;
  readonly budget: readonly CallBudget[];
}

/** Compiles one operation of a valid document. Throws `NotCompilable` for what must run stitched. */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  text: string,
  emitter: Emitter,
  operationName?: string,
): CompiledOperation {
  const operation = pick(document, operationName);
  const kind = operation.operation;
  if (kind === 'subscription') throw new NotCompilable('a subscription');
  refuseDirectives(document);
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!type) throw new NotCompilable(`the schema has no ${kind}`);
  const fragments = new Map(
    document.definitions
      .filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION)
      .map((d) => [d.name.value, d]),
  );
  const root = new TreeBuilder(schema, fragments).object(type, [
    { selectionSet: operation.selectionSet, condition: ALWAYS },
  ]);
  const variables = variablePlan(schema, operation);
  const nodes = new Map((operation.variableDefinitions ?? []).map((d) => [d.variable.name.value, d]));
  const stages = stagesOf(kind, root).map((part, i) => new Stage(i, part, emitter, nodes));
  const budget = stages.flatMap((s) => s.budget);
  const name = operation.name?.value ?? 'Anonymous';
  return {
    name,
    kind,
    hash: sha256(text),
    budget,
    code: emit(name, kind, variables, stages, conditionVariables(root, operation)),
  };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function pick(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((d) => d.kind === Kind.OPERATION_DEFINITION);
  const found = name === undefined ? operations[0] : operations.find((o) => o.name?.value === name);
  if (!found || (name === undefined && operations.length > 1))
    throw new NotCompilable('a document with several operations');
  return found;
}

function refuseDirectives(document: DocumentNode): void {
  visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'skip' && node.name.value !== 'include')
        throw new NotCompilable(`the directive @${node.name.value}`);
    },
  });
}

/** The fields of a query are one stage; those of a mutation run one after the other, each with all that hangs on it. */
const stagesOf = (kind: 'query' | 'mutation', root: ObjectSelection): ObjectSelection[] =>
  kind === 'query'
    ? [root]
    : [...root.fields]
        .sort((a, b) => (a.places[0]?.position ?? 0) - (b.places[0]?.position ?? 0))
        .map((f) => ({ ...root, fields: [f] }));

function variablePlan(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  const types: Record<string, NamedInput> = {};
  const list = (operation.variableDefinitions ?? []).map((d) => {
    const type = typeFromAST(schema, d.type as Parameters<typeof typeFromAST>[1]) as GraphQLInputType | undefined;
    if (!type) throw new NotCompilable(`the type ${print(d.type)}`);
    const fallback = d.defaultValue ? `, default: ${defaultCode(type, d.defaultValue)}` : '';
    return `{ name: ${JSON.stringify(d.variable.name.value)}, type: ${JSON.stringify(inputType(type, types))}${fallback} }`;
  });
  return `variables: [${list.join(', ')}], types: ${JSON.stringify(types)}`;
}

/** Variables in conditions that could be null at run time. */
function conditionVariables(root: ObjectSelection, operation: OperationDefinitionNode): string[] {
  const used = new Set<string>();
  const scan = (object: ObjectSelection): void => {
    for (const f of object.fields) {
      for (const place of f.places) for (const name of place.condition.keys()) used.add(name);
      for (const inner of f.value?.objects.values() ?? []) scan(inner);
    }
  };
  scan(root);
  return (operation.variableDefinitions ?? [])
    .filter((d) => used.has(d.variable.name.value) && d.type.kind !== Kind.NON_NULL_TYPE)
    .map((d) => d.variable.name.value);
}

function emit(
  name: string,
  kind: string,
  variables: string,
  stages: readonly Stage[],
  conditions: readonly string[],
): string {
  const [only] = stages;
  const run =
    stages.length === 1 && only
      ? `(st) => ${only.name}(st, {}, undefined)`
      : `async (st) => { const r = {}; ${stages.map((s) => `if (await ${s.name}(st, r, undefined) === null) return null;`).join(' ')} return r; }`;
  return `{ name: ${JSON.stringify(name)}, kind: ${JSON.stringify(kind)}, ${variables}, conditions: ${JSON.stringify(conditions)}, run: ${run} }`;
}

/** A function `(kit) => value` that holds all that the emitter was given; `value` may name any of it. */
export const moduleCode = (emitter: Emitter, value: string): string => `(kit) => {
const { Failure, leaves, objectOf, own, fail, taken, leaf, requiredLeaf, noNull, misfit, enumeration, typeOf, row, rowList, addKey, addKeys, each, call, load, nullArgument } = kit;
${emitter.lines.join('\n')}
return ${value};
}`;
