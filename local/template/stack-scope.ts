import type { Cloud } from '../cloud.ts';
import { evaluateCondition, type Scope } from './evaluate.ts';
import { invalid } from './invalid.ts';
import { parameterValues } from './parameters.ts';
import type { Resource } from './resource.ts';
import type { Goal, StackRecord, StackStore } from './stack-store.ts';
import { parseTemplate, type Template } from './template.ts';

/** A scope of a stack's run; `resources` fills as they are made, `imports` gathers what other stacks gave. */
export interface StackScope extends Scope {
  readonly resources: Map<string, Resource>;
  readonly imports: Set<string>;
}

/** Everything that the stack's intrinsic functions can see, with the parameters' values and conditions worked out. */
export async function stackScope(cloud: Cloud, store: StackStore, stack: StackRecord, goal: Goal): Promise<StackScope> {
  const template = parseTemplate(goal.template);
  const resources = new Map<string, Resource>();
  const imports = new Set<string>();
  const conditions = new Map<string, boolean>();
  const scope: StackScope = {
    stackName: stack.name,
    stackId: stack.id,
    account: cloud.account,
    region: cloud.region,
    parameters: await parameterValues(cloud, template, goal.parameters),
    template,
    resources,
    imports,
    condition: (name) => conditionValue(name, scope, conditions),
    resource: (id) => resources.get(id) ?? refuseMissing(id, template),
    importValue: (name) => {
      imports.add(name);
      return exported(store, name);
    },
    stackOutput: (stackName, output) => {
      const found = store.findStack(stackName)?.outputs.find(({ OutputKey }) => OutputKey === output);
      if (!found) throw invalid(`Output ${output} of stack ${stackName} does not exist`);
      return found.OutputValue;
    },
  };
  return scope;
}

/** The assertions of the Rules section, which speak about the parameters. */
export function checkRules(scope: Scope): void {
  for (const [name, rule] of Object.entries(scope.template.Rules)) {
    if (rule.RuleCondition !== undefined && !evaluateCondition(rule.RuleCondition, scope)) continue;
    for (const { Assert, AssertDescription } of rule.Assertions)
      if (!evaluateCondition(Assert, scope))
        throw invalid(`Template constraint violation in rule ${name}: ${AssertDescription ?? JSON.stringify(Assert)}`);
  }
}

function conditionValue(name: string, scope: Scope, known: Map<string, boolean>): boolean {
  const value = known.get(name);
  if (value !== undefined) return value;
  const { Conditions } = scope.template;
  if (!Object.hasOwn(Conditions, name)) throw invalid(`Template format error: Unresolved condition dependency ${name}`);
  const result = evaluateCondition(Conditions[name], scope);
  known.set(name, result);
  return result;
}

function refuseMissing(id: string, template: Template): never {
  const reason = Object.hasOwn(template.Resources, id) ? ': its Condition is false' : '';
  throw invalid(`Template format error: Unresolved resource dependencies [${id}]${reason}`);
}

function exported(store: StackStore, name: string): string {
  for (const stack of store.liveStacks())
    for (const output of stack.outputs) if (output.ExportName === name) return output.OutputValue;
  throw invalid(`No export named ${name} found.`);
}
