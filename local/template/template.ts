import { invalid, unsupported } from './invalid.ts';
import { isRecord } from './values.ts';
import { parseYaml } from './yaml.ts';

/** A resource as the template declares it. */
export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface ParameterDeclaration {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly Description?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
  readonly NoEcho?: boolean | string;
}

export interface OutputDeclaration {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface RuleDeclaration {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[];
}

/**
 * A template, its sections filled in where they were absent.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface Template {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, ResourceDeclaration>>;
  readonly Parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Outputs: Readonly<Record<string, OutputDeclaration>>;
  readonly Rules: Readonly<Record<string, RuleDeclaration>>;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);

/** Reads a template and checks its form; the resources' own properties are checked in `check.ts`. */
export function parseTemplate(source: unknown): Template {
  const raw = typeof source === 'string' ? parseText(source) : source;
  if (!isRecord(raw)) throw invalid('Template format error: unsupported structure.');
  const unknown = Object.keys(raw).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw invalid(`Invalid template property or properties [${unknown.join(', ')}]`);
  refuseTransforms(raw.Transform);
  if (!isRecord(raw.Resources) || Object.keys(raw.Resources).length === 0)
    throw invalid('Template format error: At least one Resources member must be defined.');
  for (const [id, resource] of Object.entries(raw.Resources)) checkResource(id, resource);
  const sections = { Parameters: {}, Conditions: {}, Mappings: {}, Outputs: {}, Rules: {} };
  return { ...sections, ...raw } as unknown as Template; // its form has just been checked
}

/** What begins as JSON is JSON; everything else is YAML. */
function parseText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return parseYaml(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('Template format error: JSON not well-formed.', error);
  }
}

/** Language extensions only add `Fn::Length` and `Fn::ToJsonString`, which are always there; others rewrite the template. */
function refuseTransforms(transform: unknown): void {
  for (const name of [transform ?? []].flat())
    if (name !== 'AWS::LanguageExtensions') throw unsupported(`the transform ${String(name)}`);
}

function checkResource(id: string, resource: unknown): void {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw invalid(`Template format error: Resource name ${id} is non alphanumeric.`);
  if (!isRecord(resource)) throw invalid(`Template format error: Any Resources member must be an object (${id}).`);
  if (typeof resource.Type !== 'string')
    throw invalid(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
  if (resource.Properties !== undefined && !isRecord(resource.Properties))
    throw invalid(`Template format error: [/Resources/${id}/Properties] must be an object.`);
}
