import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputFieldMap,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectValueNode,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { inputProperty } from '../model/metadata.ts';
import type { InputField, InputType, NamedInput } from '../runtime/variable-plan.ts';
import { type FieldSelection, NotCompilable } from './tree.ts';

export type VariableNodes = ReadonlyMap<string, VariableDefinitionNode>;

/** JavaScript for a field's arguments, and the checks that must pass before the call. */
export interface ArgumentsCode {
  readonly object: string;
  /** `[condition, argument, type]`: where the condition holds, the argument is null and must not be. */
  readonly nullChecks: readonly { readonly test: string; readonly argument: string; readonly type: string }[];
}

export function argumentsCode(field: FieldSelection, variables: VariableNodes): ArgumentsCode {
  const parts: string[] = [];
  const nullChecks: { test: string; argument: string; type: string }[] = [];
  for (const arg of field.field?.args ?? []) {
    const node = field.node.arguments?.find((a) => a.name.value === arg.name)?.value;
    const code = argumentCode(arg, node, variables);
    if (code === undefined) continue;
    parts.push(`${JSON.stringify(arg.name)}: ${code}`);
    if (
      node?.kind === Kind.VARIABLE &&
      isNonNullType(arg.type) &&
      variables.get(node.name.value)?.type.kind !== Kind.NON_NULL_TYPE
    )
      nullChecks.push({ test: `v.${node.name.value} === null`, argument: arg.name, type: String(arg.type) });
  }
  return { object: `{ ${parts.join(', ')} }`, nullChecks };
}

function argumentCode(
  arg: GraphQLArgument | GraphQLInputField,
  node: ValueNode | undefined,
  variables: VariableNodes,
): string | undefined {
  const fallback = arg.defaultValue === undefined ? undefined : JSON.stringify(arg.defaultValue);
  if (!node) return fallback;
  if (node.kind !== Kind.VARIABLE) return valueCode(arg.type, node, variables);
  const name = `v.${node.name.value}`;
  return fallback === undefined || isGiven(node.name.value, variables)
    ? name
    : `(${name} === undefined ? ${fallback} : ${name})`;
}

function isGiven(name: string, variables: VariableNodes): boolean {
  const definition = variables.get(name);
  return definition?.defaultValue !== undefined || definition?.type.kind === Kind.NON_NULL_TYPE;
}

/** A literal as JavaScript, with upstream property names; variables may stand inside it. */
function valueCode(type: GraphQLInputType, node: ValueNode, variables: VariableNodes): string {
  if (node.kind === Kind.VARIABLE) {
    if (isNonNullType(type) && variables.get(node.name.value)?.type.kind !== Kind.NON_NULL_TYPE)
      throw new NotCompilable(`the nullable variable $${node.name.value} inside a literal where null is not allowed`);
    return `v.${node.name.value}`;
  }
  if (isNonNullType(type)) return valueCode(type.ofType, node, variables);
  if (node.kind === Kind.NULL) return 'null';
  if (isListType(type)) {
    const items = node.kind === Kind.LIST ? node.values : [node];
    return `[${items.map((n) => (n.kind === Kind.VARIABLE ? `(${valueCode(type.ofType, n, variables)} ?? null)` : valueCode(type.ofType, n, variables))).join(', ')}]`;
  }
  if (isInputObjectType(type) && node.kind === Kind.OBJECT) return objectCode(type.getFields(), node, variables);
  const value: unknown = valueFromAST(node, type);
  if (value === undefined) throw new NotCompilable('a literal with variables inside a scalar');
  return JSON.stringify(value);
}

function objectCode(fields: GraphQLInputFieldMap, node: ObjectValueNode, variables: VariableNodes): string {
  const parts: string[] = [];
  for (const field of Object.values(fields)) {
    const given = node.fields.find((f) => f.name.value === field.name)?.value;
    const code = argumentCode(field, given, variables);
    if (given?.kind === Kind.VARIABLE) valueCode(field.type, given, variables);
    if (code !== undefined) parts.push(`${JSON.stringify(inputProperty(field))}: ${code}`);
  }
  return `{ ${parts.join(', ')} }`;
}

/** The printed form of an input type for the runtime, gathering the named types that it uses. */
export function inputType(type: GraphQLInputType, types: Record<string, NamedInput>): InputType {
  if (isNonNullType(type)) return { ...inputType(type.ofType, types), r: String(type) };
  if (isListType(type)) return { l: inputType(type.ofType, types) };
  const named = getNamedType(type);
  if (isEnumType(named))
    types[named.name] ??= { values: Object.fromEntries(named.getValues().map((v) => [v.name, String(v.value)])) };
  if (isInputObjectType(named) && !types[named.name]) {
    const fields: InputField[] = [];
    types[named.name] = { fields };
    for (const f of Object.values(named.getFields()))
      fields.push({
        name: f.name,
        property: inputProperty(f),
        type: inputType(f.type, types),
        ...(f.defaultValue === undefined ? {} : { default: f.defaultValue }),
      });
  }
  return { n: named.name };
}

/** A variable's default as JavaScript, coerced and with upstream property names; a default holds no variables. */
export const defaultCode = (type: GraphQLInputType, node: ValueNode): string => valueCode(type, node, new Map());
