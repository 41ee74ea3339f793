import { isAwsError } from '../cloud.ts';
import { references } from './graph.ts';
import { invalid, unsupported } from './invalid.ts';
import { handlerOf } from './resources/index.ts';
import type { ResourceDeclaration, Template } from './template.ts';

/** Construct paths by logical id, such as `Shop/InventoryToAlgolia/Workflow/Pipe/Resource`. */
export type ConstructPaths = Readonly<Record<string, string>>;

/**
 * Refuses, before anything is created, what the runtime cannot make: an unknown type, property, intrinsic function or attribute,
 * or a name that nothing in the template has. The message names the logical id, the type and the construct's path.
 */
export function checkTemplate(template: Template, paths: ConstructPaths = {}): void {
  const refused = Object.entries(template.Resources).flatMap(([id, resource]) => {
    try {
      checkResource(template, resource);
      return [];
    } catch (error) {
      if (!isAwsError(error)) throw error;
      return [{ where: describe(id, resource, paths), error }];
    }
  });
  if (refused.length > 0)
    throw invalid(refused.map(({ where, error }) => `${where}: ${error.message}`).join('\n'), refused[0]?.error);
  for (const [name, output] of Object.entries(template.Outputs)) checkReferences(template, output, `output ${name}`);
}

/** The resource as an error message names it. */
export function describe(id: string, resource: ResourceDeclaration, paths: ConstructPaths): string {
  const path = constructPath(id, resource, paths);
  return `resource ${id} (${resource.Type}${path ? `, construct ${path}` : ''})`;
}

export function constructPath(id: string, resource: ResourceDeclaration, paths: ConstructPaths): string | undefined {
  const path = resource.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path : paths[id];
}

function checkResource(template: Template, resource: ResourceDeclaration): void {
  const handler = handlerOf(resource.Type);
  const properties = resource.Properties ?? {};
  const unknown = Object.keys(properties).filter((name) => !handler.properties.includes(name));
  if (unknown.length > 0) throw unsupported(`the property ${unknown.join(', ')}`);
  handler.check?.(properties);
  checkReferences(template, properties, 'Properties');
  for (const needed of [resource.DependsOn ?? []].flat())
    if (!Object.hasOwn(template.Resources, needed)) throw unresolved(needed, 'DependsOn');
}

function checkReferences(template: Template, value: unknown, where: string): void {
  for (const { name, attribute } of references(value)) {
    const target = Object.hasOwn(template.Resources, name) ? template.Resources[name] : undefined;
    if (attribute !== undefined) checkAttribute(target, name, attribute, where);
    else if (!target && !Object.hasOwn(template.Parameters, name) && !PSEUDO.has(name)) throw unresolved(name, where);
  }
}

function checkAttribute(target: ResourceDeclaration | undefined, name: string, attribute: string, where: string): void {
  if (!target) throw unresolved(name, where);
  const { attributes } = handlerOf(target.Type);
  if (attributes.includes(attribute) || attributes.includes('*')) return;
  throw unsupported(`the attribute ${attribute} of ${name} (${target.Type}) in Fn::GetAtt`);
}

const unresolved = (name: string, where: string): Error =>
  invalid(`Template format error: Unresolved resource dependencies [${name}] in ${where}`);

const PSEUDO = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);
