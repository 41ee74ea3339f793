import { unsupported } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalNumber, optionalText, type Properties, pick, tagMap } from '../values.ts';
import { functionCode } from './lambda-code.ts';

const CONFIGURATION = [
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'KmsKeyArn',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'SnapStart',
  'Timeout',
  'TracingConfig',
];

/** Recorded by CreateFunction only, or without effect on one machine. */
const OTHER = [
  'Architectures',
  'Code',
  'FunctionName',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Tags',
];
const REFUSED = ['FileSystemConfigs', 'ImageConfig', 'Layers', 'VpcConfig'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceHandler = {
  type: 'AWS::Lambda::Function',
  properties: [...CONFIGURATION, ...OTHER, ...REFUSED, 'RuntimeManagementConfig'],
  attributes: ['Arn'],
  replaceOn: ['FunctionName', 'PackageType'],
  nameProperty: 'FunctionName',
  check(properties) {
    const refused = REFUSED.filter((name) => properties[name] !== undefined);
    if (refused.length > 0) throw unsupported(`the property ${refused.join(', ')}`);
    if (properties.PackageType === 'Image') throw unsupported('a function in a container image');
  },
  async create(request) {
    const FunctionName = optionalText(request.properties, 'FunctionName') ?? request.name(64);
    const made = await request.createOrAdopt('lambda', 'CreateFunction', {
      FunctionName,
      ...pick(request.properties, ...CONFIGURATION, 'Architectures'),
      Code: functionCode(request.properties),
      ...defined({ Tags: tagMap(request.properties) }),
    });
    const arn = made?.FunctionArn ?? request.cloud.arn('lambda', `function:${FunctionName}`);
    const resource = request.created(FunctionName, { Arn: arn });
    await putConcurrency(request, FunctionName);
    return resource;
  },
  async update(request, before) {
    const FunctionName = before.physicalId;
    if (differs(before.properties, request.properties, 'Code'))
      await request.call('lambda', 'UpdateFunctionCode', { FunctionName, ...functionCode(request.properties) });
    const configuration = pick(request.properties, ...CONFIGURATION);
    const cleared = emptied(before.properties, configuration);
    await request.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...cleared, ...configuration });
    await putConcurrency(request, FunctionName, before.properties);
    return asResource(before);
  },
  delete: (request, { physicalId }) => request.remove('lambda', 'DeleteFunction', { FunctionName: physicalId }),
};

const asResource = ({ physicalId, attributes }: Resource): Resource => ({ physicalId, attributes });

const differs = (before: Properties, after: Properties, name: string): boolean =>
  JSON.stringify(before[name]) !== JSON.stringify(after[name]);

/** An update leaves absent members alone: what the template has dropped goes back to its default. */
function emptied(before: Properties, now: Record<string, unknown>): Record<string, unknown> {
  const defaults: Record<string, unknown> = {
    DeadLetterConfig: { TargetArn: '' },
    Description: '',
    Environment: { Variables: {} },
    EphemeralStorage: { Size: 512 },
    KmsKeyArn: '',
    LoggingConfig: { LogFormat: 'Text' },
    MemorySize: 128,
    Timeout: 3,
    TracingConfig: { Mode: 'PassThrough' },
  };
  return pick(defaults, ...CONFIGURATION.filter((name) => before[name] !== undefined && now[name] === undefined));
}

async function putConcurrency(request: ResourceRequest, FunctionName: string, before: Properties = {}): Promise<void> {
  const reserved = optionalNumber(request.properties, 'ReservedConcurrentExecutions');
  if (reserved === optionalNumber(before, 'ReservedConcurrentExecutions')) return;
  if (reserved === undefined) await request.remove('lambda', 'DeleteFunctionConcurrency', { FunctionName });
  else await request.call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: reserved });
}
