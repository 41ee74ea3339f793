import type { Cloud } from '../cloud.ts';
import { readAssembly } from './assembly.ts';
import { checkTemplate } from './check.ts';
import type { OnProgress } from './progress.ts';
import type { Output } from './stack-store.ts';
import { stacksOf } from './stacks.ts';
import { parseTemplate } from './template.ts';

export { type Progress, StackError } from './progress.ts';

export interface DeployOptions {
  /** Values for the templates' parameters: `Name` for every stack that has it, `Stack:Name` for one. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly onEvent?: OnProgress;
}

/** A stack after its deployment, with its outputs by name. */
export interface DeployedStack {
  readonly name: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Deploys what `cdk synth` wrote into `folder`, stack after stack. All templates are checked before anything is created.
 * Over an existing data folder it changes only what has changed; the same assembly again changes nothing.
 *
 * @throws AssemblyError if the folder cannot be read, AwsError (`ValidationError`) if a template is refused, StackError if a
 * resource cannot be made: that stack has then been rolled back, the stacks before it stay.
 */
export async function deployAssembly(
  cloud: Cloud,
  folder: string,
  options: DeployOptions = {},
): Promise<DeployedStack[]> {
  const stacks = readAssembly(folder).map((stack) => ({ ...stack, parsed: parseTemplate(stack.template) }));
  for (const { parsed, constructPaths } of stacks) checkTemplate(parsed, constructPaths);
  const deployed: DeployedStack[] = [];
  for (const { name, template, parsed, assets, constructPaths } of stacks) {
    const parameters = parametersOf(name, Object.keys(parsed.Parameters), options.parameters ?? {});
    const goal = { template: JSON.stringify(template), parameters, assets, constructPaths };
    const { id } = stacksOf(cloud).plan(name, goal);
    const { outputs } = await stacksOf(cloud).apply(id, options.onEvent);
    deployed.push({ name, id, outputs: byName(outputs) });
  }
  return deployed;
}

function parametersOf(
  stack: string,
  declared: string[],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = declared.map((name) => [name, given[`${stack}:${name}`] ?? given[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const byName = (outputs: readonly Output[]): Record<string, string> =>
  Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
