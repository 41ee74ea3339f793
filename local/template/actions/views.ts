import type { Cloud, Service } from '../../cloud.ts';
import { invalid } from '../invalid.ts';
import type { ResourceRecord, StackRecord } from '../stack-store.ts';
import type { Stacks } from '../stacks.ts';
import { parseTemplate } from '../template.ts';
import { defined } from '../values.ts';
import { requireStack, type StackInput, templateText } from './stacks.ts';

interface ViewInput extends StackInput {
  readonly NextToken?: string;
  readonly LogicalResourceId?: string;
  readonly ExportName?: string;
  readonly StackStatusFilter?: readonly string[];
}

/** How many items a page has. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
const PAGE = 100;

/** The actions that only look. */
export const viewActions = (cloud: Cloud, stacks: Stacks): Service['actions'] => ({
  ...stackViews(stacks),
  ...resourceViews(stacks),
  ...exportViews(stacks),
  ...templateViews(cloud, stacks),
});

const stackViews = (stacks: Stacks): Service['actions'] => ({
  DescribeStacks({ StackName, NextToken }: ViewInput) {
    const found = StackName === undefined ? stacks.store.liveStacks() : [requireStack(stacks, StackName)];
    return paged('Stacks', found.map(stackView), NextToken);
  },

  ListStacks({ StackStatusFilter = [], NextToken }: ViewInput) {
    const wanted = (stack: StackRecord) => StackStatusFilter.length === 0 || StackStatusFilter.includes(stack.status);
    return paged('StackSummaries', stacks.store.stacks().filter(wanted).reverse().map(summary), NextToken);
  },

  DescribeStackEvents({ StackName, NextToken }: ViewInput) {
    return paged('StackEvents', stacks.store.events(requireStack(stacks, StackName).id), NextToken);
  },
});

const resourceViews = (stacks: Stacks): Service['actions'] => ({
  DescribeStackResources({ StackName, LogicalResourceId }: ViewInput) {
    const stack = requireStack(stacks, StackName);
    const all = stacks.store.resources(stack.id);
    const wanted = all.filter((resource) => !LogicalResourceId || resource.logicalId === LogicalResourceId);
    const common = { StackName: stack.name, StackId: stack.id };
    const StackResources = wanted.map((resource) => {
      const { LastUpdatedTimestamp, ...view } = resourceView(resource);
      return { ...common, ...view, Timestamp: LastUpdatedTimestamp };
    });
    return { StackResources };
  },

  DescribeStackResource({ StackName, LogicalResourceId }: ViewInput) {
    const stack = requireStack(stacks, StackName);
    const resource = stacks.store.resources(stack.id).find(({ logicalId }) => logicalId === LogicalResourceId);
    if (!resource) throw invalid(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
    return { StackResourceDetail: { StackName: stack.name, StackId: stack.id, ...resourceView(resource) } };
  },

  ListStackResources({ StackName, NextToken }: ViewInput) {
    const all = stacks.store.resources(requireStack(stacks, StackName).id).map(resourceView);
    return paged('StackResourceSummaries', all, NextToken);
  },
});

const exportViews = (stacks: Stacks): Service['actions'] => ({
  ListExports({ NextToken }: ViewInput) {
    const exports = stacks.store
      .liveStacks()
      .flatMap(({ id, outputs }) =>
        outputs
          .filter(({ ExportName }) => ExportName !== undefined)
          .map(({ ExportName, OutputValue }) => ({ ExportingStackId: id, Name: ExportName, Value: OutputValue })),
      );
    return paged('Exports', exports, NextToken);
  },

  ListImports({ ExportName = '', NextToken }: ViewInput) {
    const importing = stacks.store.liveStacks().filter(({ imports }) => imports.includes(ExportName));
    if (importing.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
    return paged(
      'Imports',
      importing.map(({ name }) => name),
      NextToken,
    );
  },
});

const templateViews = (cloud: Cloud, stacks: Stacks): Service['actions'] => ({
  GetTemplate({ StackName }: ViewInput) {
    const TemplateBody = requireStack(stacks, StackName).goal.template;
    return { TemplateBody, StagesAvailable: ['Original', 'Processed'] };
  },

  async GetTemplateSummary(input: ViewInput) {
    const stack = input.StackName === undefined ? undefined : requireStack(stacks, input.StackName);
    const template = parseTemplate(stack ? stack.goal.template : await templateText(cloud, input));
    const ResourceTypes = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort();
    return { ...parametersView(template), ResourceTypes };
  },

  async ValidateTemplate(input: ViewInput) {
    return parametersView(parseTemplate(await templateText(cloud, input)));
  },
});

function parametersView({ Description, Parameters }: ReturnType<typeof parseTemplate>) {
  const views = Object.entries(Parameters).map(([ParameterKey, parameter]) =>
    defined({
      ParameterKey,
      ParameterType: parameter.Type,
      DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
      NoEcho: String(parameter.NoEcho ?? false) === 'true',
      Description: parameter.Description,
    }),
  );
  return defined({ Parameters: views, Description, Capabilities: [] });
}

function stackView(stack: StackRecord): Record<string, unknown> {
  const template = parseTemplate(stack.goal.template);
  const Parameters = Object.entries(template.Parameters).map(([ParameterKey, { Default, NoEcho }]) => ({
    ParameterKey,
    ParameterValue:
      String(NoEcho ?? false) === 'true' ? '****' : (stack.goal.parameters[ParameterKey] ?? String(Default ?? '')),
  }));
  return defined({
    StackId: stack.id,
    StackName: stack.name,
    Description: template.Description,
    Parameters,
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    Outputs: stack.outputs,
    Tags: stack.tags ?? [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    DisableRollback: false,
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  });
}

const summary = (stack: StackRecord): Record<string, unknown> =>
  defined({
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
  });

const resourceView = (resource: ResourceRecord) => ({
  LogicalResourceId: resource.logicalId,
  ...(resource.physicalId === undefined ? {} : { PhysicalResourceId: resource.physicalId }),
  ResourceType: resource.type,
  LastUpdatedTimestamp: resource.updated,
  ResourceStatus: resource.status,
  ...(resource.reason ? { ResourceStatusReason: resource.reason } : {}),
});

function paged(member: string, items: readonly unknown[], token: string | undefined): Record<string, unknown> {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalid('NextToken is not valid');
  const to = from + PAGE;
  return { [member]: items.slice(from, to), ...(to < items.length ? { NextToken: String(to) } : {}) };
}
