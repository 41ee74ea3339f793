import { sleep } from '../../clock.ts';
import { invalid } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, pick, tagMap } from '../values.ts';

const CONTENT = [
  'Description',
  'DesiredState',
  'Enrichment',
  'EnrichmentParameters',
  'KmsKeyIdentifier',
  'LogConfiguration',
  'RoleArn',
  'SourceParameters',
  'Target',
  'TargetParameters',
];

const ATTRIBUTES = ['Arn', 'CreationTime', 'CurrentState', 'LastModifiedTime', 'StateReason'];

/** How often a pipe that is starting is looked at again, in milliseconds. */
const POLL_MS = 20;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-pipes-pipe.html */
export const pipe: ResourceHandler = {
  type: 'AWS::Pipes::Pipe',
  properties: [...CONTENT, 'Name', 'Source', 'Tags'],
  attributes: ATTRIBUTES,
  replaceOn: ['Name', 'Source'],
  nameProperty: 'Name',
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(64);
    const content = pick(request.properties, ...CONTENT, 'Source');
    await request.createOrAdopt('pipes', 'CreatePipe', defined({ Name, ...content, Tags: tagMap(request.properties) }));
    request.created(Name);
    return settled(request, Name);
  },
  async update(request, { physicalId, properties }) {
    const content = pick(request.properties, ...CONTENT);
    await request.call('pipes', 'UpdatePipe', {
      Name: physicalId,
      ...content,
      ...emptied(properties, content),
      ...changeable(withoutDropped(properties, content)),
    });
    return settled(request, physicalId);
  },
  delete: (request, { physicalId }) => request.remove('pipes', 'DeletePipe', { Name: physicalId }),
};

/** An update leaves absent members alone: what the template has dropped must be emptied. */
function emptied(before: Readonly<Record<string, unknown>>, now: Record<string, unknown>): Record<string, unknown> {
  const gone = CONTENT.filter((name) => before[name] !== undefined && now[name] === undefined);
  return Object.fromEntries(gone.map((name) => [name, EMPTY[name] ?? '']));
}

const EMPTY: Readonly<Record<string, unknown>> = {
  DesiredState: 'RUNNING',
  LogConfiguration: { Level: 'OFF' },
  FilterCriteria: { Filters: [] },
  InputTemplate: '',
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The same one level below: an absent template, filter or block of a service would stay as it was. */
function withoutDropped(
  before: Readonly<Record<string, unknown>>,
  now: Record<string, unknown>,
): Record<string, unknown> {
  const parameters = CONTENT.filter((name) => name.endsWith('Parameters')).flatMap((name) => {
    const old = before[name];
    const fresh = isObject(now[name]) ? now[name] : {};
    if (!isObject(old)) return [];
    // other services' blocks are dropped by the update itself when the target is another
    const dropped = Object.keys(old).filter(
      (member) => !(member in fresh) && (member in EMPTY || before.Target === now.Target),
    );
    return [[name, { ...Object.fromEntries(dropped.map((member) => [member, EMPTY[member] ?? {}])), ...fresh }]];
  });
  return { ...now, ...Object.fromEntries(parameters) };
}

/** UpdatePipe does not take where the reading of a stream started: it cannot be changed. */
function changeable(content: Record<string, unknown>): Record<string, unknown> {
  const { SourceParameters } = content;
  if (!isObject(SourceParameters)) return content;
  const parameters = Object.entries(SourceParameters).map(([name, value]) => {
    if (typeof value !== 'object' || value === null || !('StartingPosition' in value)) return [name, value];
    const { StartingPosition: _start, ...rest } = value;
    return [name, rest];
  });
  return { ...content, SourceParameters: Object.fromEntries(parameters) };
}

/** Waits until the pipe runs, or is stopped as desired; a pipe that fails to start fails the stack. */
async function settled(request: ResourceRequest, Name: string): Promise<Resource> {
  for (;;) {
    const pipe = await request.call('pipes', 'DescribePipe', { Name });
    const state = String(pipe.CurrentState);
    if (state.endsWith('_FAILED')) throw invalid(`pipe ${Name}: ${state}: ${pipe.StateReason}`);
    if (state === 'RUNNING' || state === 'STOPPED') return { physicalId: Name, attributes: pick(pipe, ...ATTRIBUTES) };
    await sleep(request.cloud.clock, POLL_MS);
  }
}
