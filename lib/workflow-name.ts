import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { kebab, physicalName } from './naming.ts';

/** Lambda's and EventBridge's: of all names that are made of a workflow's, these may be the least long. */
const LONGEST = 64;

const taken = new WeakMap<Stack, Map<string, string>>();

/**
 * The name of a workflow: what it is given, else that of the construct around it. Commands, alarms, runbooks and physical names go by it.
 * @throws Error if resources cannot be named so, or another workflow of the stack is
 */
export function workflowName(workflow: Construct, given: string | undefined): string {
  const around = workflow.node.scope;
  const name = given ?? kebab(around?.node.id ?? '');
  const place = workflow.node.path;
  if (given === undefined && (!around || Stack.isStack(around)))
    throw new Error(
      `${place} stands in the stack itself: give it a \`name\`, or a construct of its own that names it.`,
    );
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(
      `${place}: "${name}" is no name of a workflow: lower-case words with dashes, such as inventory-to-algolia.`,
    );
  const longest = physicalName(workflow, name, 'reconcile');
  if (!Token.isUnresolved(longest) && longest.length > LONGEST)
    throw new Error(
      `${place}: the name ${name} is too long: ${longest} has ${longest.length} of at most ${LONGEST} characters.`,
    );
  claim(workflow, name);
  return name;
}

function claim(workflow: Construct, name: string): void {
  const stack = Stack.of(workflow);
  const names = taken.get(stack) ?? new Map<string, string>();
  const other = names.get(name);
  if (other !== undefined)
    throw new Error(`${workflow.node.path} and ${other} are both named ${name}: give one of them another \`name\`.`);
  taken.set(stack, names.set(name, workflow.node.path));
}
