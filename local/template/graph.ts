import { intrinsicOf } from './evaluate.ts';
import { attributePath, SUBSTITUTION } from './intrinsics.ts';
import { invalid } from './invalid.ts';
import type { ResourceDeclaration, Template } from './template.ts';
import { isRecord } from './values.ts';

/** A name that a template uses: with `attribute` it was `Fn::GetAtt`'s. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Chooses the branch of an `Fn::If`; without it, both branches count. */
export type ConditionValue = (name: string) => boolean;

/** Everything that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export function references(value: unknown, condition?: ConditionValue): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => references(item, condition));
  if (!isRecord(value)) return [];
  const intrinsic = intrinsicOf(value);
  if (!intrinsic) return Object.values(value).flatMap((item) => references(item, condition));
  const { name, argument } = intrinsic;
  if (name === 'Ref' && typeof argument === 'string') return [{ name: argument }];
  if (name === 'Fn::GetAtt') return attributeReference(argument, condition);
  if (name === 'Fn::Sub') return substitutions(argument, condition);
  if (name === 'Fn::If' && condition && Array.isArray(argument))
    return references(condition(String(argument[0])) ? argument[1] : argument[2], condition);
  return references(argument, condition);
}

function attributeReference(argument: unknown, condition?: ConditionValue): Reference[] {
  if (Array.isArray(argument) && isRecord(argument[1]))
    return [{ name: String(argument[0]) }, ...references(argument[1], condition)];
  const [name, attribute] = attributePath(argument);
  return [{ name, attribute }];
}

function substitutions(argument: unknown, condition?: ConditionValue): Reference[] {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  const names = [...String(template).matchAll(SUBSTITUTION)]
    .filter(([, literal, name = '']) => !literal && !Object.hasOwn(own, name))
    .map(([, , name = '']) => name);
  return [...names.flatMap((name) => substituted(name)), ...references(variables, condition)];
}

const substituted = (path: string): Reference[] => (path.includes('.') ? attributeReference(path) : [{ name: path }]);

const dependsOn = (resource: ResourceDeclaration): string[] => [resource.DependsOn ?? []].flat();

/** What a resource must wait for, among the resources that are `wanted`. */
export function dependencies(
  resource: ResourceDeclaration,
  wanted: ReadonlySet<string>,
  condition: ConditionValue,
): string[] {
  const implied = references(resource.Properties, condition).map(({ name }) => name);
  return [...new Set([...dependsOn(resource), ...implied])].filter((name) => wanted.has(name));
}

/** The wanted resources, each after those that it depends on; a circle is refused. */
export function creationOrder(template: Template, wanted: ReadonlySet<string>, condition: ConditionValue): string[] {
  const order: string[] = [];
  const state = new Map<string, 'visiting' | 'done'>();
  const visit = (id: string, path: readonly string[]): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'visiting')
      throw invalid(`Circular dependency between resources: [${path.slice(path.indexOf(id)).join(', ')}]`);
    state.set(id, 'visiting');
    const resource = template.Resources[id];
    if (resource) for (const needed of dependencies(resource, wanted, condition)) visit(needed, [...path, id]);
    state.set(id, 'done');
    order.push(id);
  };
  for (const id of wanted) visit(id, []);
  return order;
}
