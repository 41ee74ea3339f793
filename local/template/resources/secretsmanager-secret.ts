import { unsupported } from '../invalid.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, isRecord, optionalRecord, optionalText, pick, tagList } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
export const secret: ResourceHandler = {
  type: 'AWS::SecretsManager::Secret',
  properties: [
    'Description',
    'GenerateSecretString',
    'KmsKeyId',
    'Name',
    'ReplicaRegions',
    'SecretString',
    'Tags',
    'Type',
  ],
  attributes: ['Id'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  check({ ReplicaRegions }) {
    if (ReplicaRegions !== undefined) throw unsupported('the property ReplicaRegions');
  },
  async create(request) {
    const { properties } = request;
    const Name = optionalText(properties, 'Name') ?? request.name(512);
    const SecretString = await secretString(request);
    const input = defined({
      Name,
      ...pick(properties, 'Description', 'KmsKeyId'),
      SecretString,
      Tags: tagList(properties),
    });
    const made = await request.createOrAdopt('secretsmanager', 'CreateSecret', input);
    const { ARN } =
      made ?? (await request.call<{ ARN?: string }>('secretsmanager', 'DescribeSecret', { SecretId: Name }));
    return request.created(String(ARN), { Id: ARN });
  },
  /** A generated secret is generated anew only if its recipe changes. */
  async update(request, before) {
    const recipe = JSON.stringify(request.properties.GenerateSecretString);
    const regenerate = recipe !== JSON.stringify(before.properties.GenerateSecretString);
    const SecretString = regenerate ? await secretString(request) : optionalText(request.properties, 'SecretString');
    const { Description = '' } = request.properties;
    const input = defined({ SecretId: before.physicalId, Description, SecretString });
    await request.call('secretsmanager', 'UpdateSecret', input);
    return before;
  },
  delete: (request, { physicalId }) =>
    request.remove('secretsmanager', 'DeleteSecret', { SecretId: physicalId, ForceDeleteWithoutRecovery: true }),
};

/** The text given, or a password; or a template with the password under a key. CreateSecret may also have no value at all. */
async function secretString(request: ResourceRequest): Promise<string | undefined> {
  const recipe = optionalRecord(request.properties, 'GenerateSecretString');
  if (!recipe) return optionalText(request.properties, 'SecretString');
  const { GenerateStringKey, SecretStringTemplate, ...options } = recipe;
  const { RandomPassword } = await request.call('secretsmanager', 'GetRandomPassword', options);
  if (GenerateStringKey === undefined) return String(RandomPassword);
  const template: unknown = JSON.parse(String(SecretStringTemplate ?? '{}'));
  return JSON.stringify({ ...(isRecord(template) ? template : {}), [String(GenerateStringKey)]: RandomPassword });
}
