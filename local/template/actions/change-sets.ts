import { uuid } from '../../clock.ts';
import type { Cloud, Service } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { type ChangeSet, ChangeSetStore } from '../change-set-store.ts';
import { changesBetween } from '../changes.ts';
import { invalid, unsupported } from '../invalid.ts';
import type { StackRecord } from '../stack-store.ts';
import type { Stacks } from '../stacks.ts';
import { parseTemplate } from '../template.ts';
import { defined } from '../values.ts';
import { goalOf, missingName, requireStack, type StackInput } from './stacks.ts';

interface ChangeSetInput extends StackInput {
  readonly ChangeSetName?: string;
  readonly ChangeSetType?: string;
  readonly Description?: string;
}

/** Change sets: what `aws cloudformation deploy` and `cdk deploy` use. They are ready as soon as they are created. */
export function changeSetActions(cloud: Cloud, stacks: Stacks): Service['actions'] {
  const store = new ChangeSetStore(cloud.store);
  const find = (input: ChangeSetInput) => findChangeSet(stacks, store, input);
  return {
    async CreateChangeSet(input: ChangeSetInput) {
      const changeSet = await create(cloud, stacks, store, input);
      return { Id: changeSet.id, StackId: changeSet.stackId };
    },

    DescribeChangeSet: (input: ChangeSetInput) => described(find(input)),

    ListChangeSets(input: ChangeSetInput) {
      const { id } = requireStack(stacks, input.StackName);
      return { Summaries: store.ofStack(id).map(summary) };
    },

    ExecuteChangeSet(input: ChangeSetInput) {
      const changeSet = find(input);
      if (changeSet.executionStatus !== 'AVAILABLE')
        throw new AwsError(
          'InvalidChangeSetStatus',
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.executionStatus}]`,
        );
      const stack = stacks.plan(changeSet.stackName, changeSet.goal, changeSet.tags ? { tags: changeSet.tags } : {});
      for (const { id } of store.ofStack(stack.id)) store.remove(id); // the others were made for what is no more
      store.save({ ...changeSet, executionStatus: 'EXECUTE_COMPLETE' });
      stacks.inBackground(() => stacks.apply(stack.id));
      return {};
    },

    /** One that is gone already is deleted as well: `cdk deploy` makes sure in this way that its name is free. */
    DeleteChangeSet(input: ChangeSetInput) {
      const stack = input.StackName === undefined ? undefined : requireStack(stacks, input.StackName);
      const changeSet = stack ? store.find(input.ChangeSetName ?? '', stack.id) : find(input);
      if (changeSet) store.remove(changeSet.id);
      return {};
    },
  };
}

async function create(cloud: Cloud, stacks: Stacks, store: ChangeSetStore, input: ChangeSetInput): Promise<ChangeSet> {
  const { ChangeSetName = '', ChangeSetType = 'UPDATE', Description } = input;
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(ChangeSetName))
    throw invalid(`ChangeSetName ${ChangeSetName} is not valid`);
  if (ChangeSetType !== 'CREATE' && ChangeSetType !== 'UPDATE')
    throw unsupported(`a change set of type ${ChangeSetType}`);
  const stack = await stackFor(cloud, stacks, input, ChangeSetType);
  const before = store.find(ChangeSetName, stack.id);
  if (before?.executionStatus === 'EXECUTE_COMPLETE') store.remove(before.id);
  else if (before)
    throw new AwsError('AlreadyExistsException', `ChangeSet ${ChangeSetName} already exists for stack ${stack.name}`);
  const goal = await goalOf(cloud, input, stack);
  const changes = changesBetween(stack.reached, goal, stacks.store.resources(stack.id));
  const outputsDiffer = stack.reached?.template !== goal.template;
  const changeSet: ChangeSet = {
    id: cloud.arn('cloudformation', `changeSet/${ChangeSetName}/${uuid(cloud.clock)}`),
    name: ChangeSetName,
    stackId: stack.id,
    stackName: stack.name,
    created: cloud.clock.now() / 1000,
    ...(Description ? { description: Description } : {}),
    ...(input.Tags ? { tags: input.Tags } : {}),
    goal,
    changes,
    executionStatus: changes.length > 0 || outputsDiffer ? 'AVAILABLE' : 'UNAVAILABLE',
  };
  store.save(changeSet);
  return changeSet;
}

async function stackFor(cloud: Cloud, stacks: Stacks, input: ChangeSetInput, type: string): Promise<StackRecord> {
  if (input.StackName === undefined) throw missingName();
  const existing = stacks.store.findStack(input.StackName);
  if (type === 'UPDATE') return existing ?? requireStack(stacks, input.StackName);
  if (existing && existing.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(
      `Stack [${input.StackName}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    );
  return existing ?? stacks.review(input.StackName, await goalOf(cloud, input));
}

function findChangeSet(
  stacks: Stacks,
  store: ChangeSetStore,
  { ChangeSetName = '', StackName }: ChangeSetInput,
): ChangeSet {
  const stackId = StackName === undefined ? undefined : stacks.store.findStack(StackName)?.id;
  const found = store.find(ChangeSetName, stackId);
  if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, { status: 404 });
  return found;
}

const UNCHANGED =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

const summary = (changeSet: ChangeSet): Record<string, unknown> =>
  defined({
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: changeSet.created,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.executionStatus === 'UNAVAILABLE' ? 'FAILED' : 'CREATE_COMPLETE',
    StatusReason: changeSet.executionStatus === 'UNAVAILABLE' ? UNCHANGED : undefined,
  });

function described(changeSet: ChangeSet): Record<string, unknown> {
  const { Parameters } = parseTemplate(changeSet.goal.template);
  return {
    ...summary(changeSet),
    Parameters: Object.entries(Parameters).map(([ParameterKey, { Default }]) => ({
      ParameterKey,
      ParameterValue: changeSet.goal.parameters[ParameterKey] ?? String(Default ?? ''),
    })),
    Changes: changeSet.changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    Tags: changeSet.tags ?? [],
    Capabilities: [],
  };
}
