import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { isRecord, type Properties, pick, records, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export const alias: ResourceHandler = {
  type: 'AWS::Lambda::Alias',
  properties: [
    'Description',
    'FunctionName',
    'FunctionVersion',
    'Name',
    'ProvisionedConcurrencyConfig',
    'RoutingConfig',
  ],
  attributes: ['AliasArn'],
  replaceOn: ['FunctionName', 'Name'],
  nameProperty: 'Name',
  check({ ProvisionedConcurrencyConfig }) {
    if (ProvisionedConcurrencyConfig !== undefined) throw unsupported('the property ProvisionedConcurrencyConfig');
  },
  async create(request) {
    const input = { ...names(request.properties), ...content(request.properties) };
    const made = await request.createOrAdopt('lambda', 'CreateAlias', input);
    const { AliasArn } =
      made ?? (await request.call<{ AliasArn?: string }>('lambda', 'GetAlias', names(request.properties)));
    return request.created(String(AliasArn), { AliasArn });
  },
  async update(request, before) {
    await request.call('lambda', 'UpdateAlias', { ...names(request.properties), ...content(request.properties) });
    return before;
  },
  delete: (request, { properties }) => request.remove('lambda', 'DeleteAlias', names(properties)),
};

const names = (properties: Properties) => ({
  FunctionName: text(properties, 'FunctionName'),
  Name: text(properties, 'Name'),
});

/** The template lists the other versions' weights; the API takes them as a map. */
function content(properties: Properties): Record<string, unknown> {
  const { RoutingConfig } = properties;
  const weights = isRecord(RoutingConfig) ? records(RoutingConfig, 'AdditionalVersionWeights') : [];
  const entries = weights.map((weight) => [text(weight, 'FunctionVersion'), Number(weight.FunctionWeight)]);
  return {
    ...pick(properties, 'Description', 'FunctionVersion'),
    RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(entries) },
  };
}
