import type { Cloud, Service } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { checkTemplate } from '../check.ts';
import { invalid } from '../invalid.ts';
import { parameterValues } from '../parameters.ts';
import { templateAt } from '../s3-text.ts';
import type { Goal, StackRecord } from '../stack-store.ts';
import type { Stacks } from '../stacks.ts';
import { parseTemplate } from '../template.ts';

export interface StackInput {
  readonly StackName: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean | string;
  readonly Parameters?: readonly {
    ParameterKey: string;
    ParameterValue?: string;
    UsePreviousValue?: boolean | string;
  }[];
  readonly Tags?: unknown[];
  readonly ClientRequestToken?: string;
}

/** The actions that make, change and delete stacks. They answer at once; the work goes on, and is seen in DescribeStacks. */
export const stackActions = (cloud: Cloud, stacks: Stacks): Service['actions'] => ({
  async CreateStack(input: StackInput) {
    checkName(input.StackName);
    const existing = stacks.store.findStack(input.StackName);
    if (existing && input.ClientRequestToken && existing.clientRequestToken === input.ClientRequestToken)
      return { StackId: existing.id };
    if (existing) throw new AwsError('AlreadyExistsException', `Stack [${input.StackName}] already exists`);
    const stack = await planned(cloud, stacks, input);
    stacks.inBackground(() => stacks.apply(stack.id));
    return { StackId: stack.id };
  },

  async UpdateStack(input: StackInput) {
    const existing = requireStack(stacks, input.StackName);
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(existing.status))
      throw invalid(`Stack:${existing.id} is in ${existing.status} state and can not be updated.`);
    const goal = await goalOf(cloud, input, existing);
    if (existing.reached && same(existing.reached, goal)) throw invalid('No updates are to be performed.');
    const stack = stacks.plan(existing.name, goal, options(input));
    stacks.inBackground(() => stacks.apply(stack.id));
    return { StackId: stack.id };
  },

  DeleteStack({ StackName }: StackInput) {
    if (StackName === undefined) throw missingName();
    const stack = stacks.store.findStack(StackName);
    if (stack && stack.status !== 'DELETE_COMPLETE') stacks.inBackground(() => stacks.delete(stack.id));
    return {};
  },
});

export const missingName = (): AwsError =>
  invalid(
    "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
  );

export function requireStack(stacks: Stacks, name: unknown): StackRecord {
  if (name === undefined) throw missingName();
  const stack = stacks.store.findStack(String(name));
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  return stack;
}

async function planned(cloud: Cloud, stacks: Stacks, input: StackInput): Promise<StackRecord> {
  return stacks.plan(input.StackName, await goalOf(cloud, input), options(input));
}

/** The goal, its template and parameters checked, so that a refusal is the answer and not a failed stack. */
export async function goalOf(cloud: Cloud, input: StackInput, existing?: StackRecord): Promise<Goal> {
  const template = await templateText(cloud, input, existing);
  const parsed = parseTemplate(template);
  checkTemplate(parsed, existing?.goal.constructPaths);
  const parameters = parametersOf(input, existing);
  await parameterValues(cloud, parsed, parameters);
  const { assets = {}, constructPaths = {} } = existing?.goal ?? {};
  return { template, parameters, assets, constructPaths };
}

export async function templateText(
  cloud: Cloud,
  input: Omit<StackInput, 'StackName'>,
  existing?: StackRecord,
): Promise<string> {
  if (input.TemplateURL !== undefined) return templateAt(cloud, input.TemplateURL);
  if (input.TemplateBody !== undefined) return input.TemplateBody;
  if (existing && String(input.UsePreviousTemplate) === 'true') return existing.goal.template;
  throw invalid('Either Template URL or Template Body must be specified.');
}

function parametersOf(input: StackInput, existing?: StackRecord): Record<string, string> {
  const entries = (input.Parameters ?? []).map(({ ParameterKey, ParameterValue, UsePreviousValue }) => {
    const previous = String(UsePreviousValue) === 'true' ? existing?.goal.parameters[ParameterKey] : undefined;
    return [ParameterKey, ParameterValue ?? previous] as const;
  });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const options = ({ Tags, ClientRequestToken }: StackInput) => ({
  ...(Tags ? { tags: Tags } : {}),
  ...(ClientRequestToken ? { clientRequestToken: ClientRequestToken } : {}),
});

const same = (one: Goal, other: Goal): boolean =>
  JSON.stringify([parseTemplate(one.template), one.parameters]) ===
  JSON.stringify([parseTemplate(other.template), other.parameters]);

function checkName(name: unknown): void {
  if (typeof name !== 'string' || !/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
}
