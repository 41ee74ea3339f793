import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreatePartnerEventSourceCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LOCAL_AUTH0_SOURCE } from '../../bin/app-runtime.ts';
import { clientSettings } from '../../bin/client-settings.ts';
import { zip } from '../../local/template/zip.ts';

const ACCOUNT = '000000000000';

/** Deploys a cloud assembly as `cdk bootstrap` and `cdk deploy` do, by the AWS SDK alone. @throws Error with what failed */
export async function deployBySdk(endpoint: string, assembly: string, stack: string): Promise<void> {
  const settings = clientSettings(endpoint);
  await bootstrap(new SSMClient(settings));
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const template = await upload(s3, assembly, stack);
  await offerSource(new EventBridgeClient(settings));
  const client = new CloudFormationClient(settings);
  const TemplateURL = `${endpoint}/${template}`;
  await client.send(
    new CreateStackCommand({ StackName: stack, TemplateURL, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] }),
  );
  const waiting = { client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 };
  await waitUntilStackCreateComplete(waiting, { StackName: stack }).catch(async (error: unknown) => {
    throw new Error(await failures(client, stack), { cause: error });
  });
  await fillInKeys(new SecretsManagerClient(settings));
}

/** The template asks which version of the bootstrap resources there is. */
async function bootstrap(ssm: SSMClient): Promise<void> {
  const Name = '/cdk-bootstrap/hnb659fds/version';
  await ssm.send(new PutParameterCommand({ Name, Value: '21', Type: 'String' }));
}

interface Assets {
  readonly files: Readonly<Record<string, Asset>>;
}

interface Asset {
  readonly source: { readonly path: string; readonly packaging: 'zip' | 'file' };
  readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>;
}

/** Uploads all assets, the template among them. Resolves to the template's bucket and key. */
async function upload(s3: S3Client, assembly: string, stack: string): Promise<string> {
  const { files } = JSON.parse(readFileSync(join(assembly, `${stack}.assets.json`), 'utf8')) as Assets;
  const buckets = new Set<string>();
  let template = '';
  for (const { source, destinations } of Object.values(files))
    for (const { bucketName: Bucket, objectKey: Key } of Object.values(destinations)) {
      if (!buckets.has(Bucket)) await s3.send(new CreateBucketCommand({ Bucket }));
      buckets.add(Bucket);
      await s3.send(
        new PutObjectCommand({ Bucket, Key, Body: bytesOf(join(assembly, source.path), source.packaging) }),
      );
      if (source.path === `${stack}.template.json`) template = `${Bucket}/${Key}`;
    }
  return template;
}

function bytesOf(path: string, packaging: Asset['source']['packaging']): Buffer {
  if (packaging === 'file') return readFileSync(path);
  return zip(Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name))])));
}

/** On AWS, Auth0 makes its event source in the account. */
async function offerSource(events: EventBridgeClient): Promise<void> {
  await events.send(new CreatePartnerEventSourceCommand({ Name: LOCAL_AUTH0_SOURCE, Account: ACCOUNT }));
}

/** On AWS, somebody fills in the vendors' keys, once; these are the stand-ins'. */
const KEYS = {
  'Penstock-AlgoliaAdminKey': 'local-admin-key',
  'Penstock-MailchimpApiKey': 'localkey-us1',
  'Penstock-Auth0ClientSecret': 'local-secret',
};

async function fillInKeys(secrets: SecretsManagerClient): Promise<void> {
  for (const [SecretId, SecretString] of Object.entries(KEYS))
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
}

async function failures(client: CloudFormationClient, StackName: string): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('FAILED'));
  const lines = failed.map((e) => `${e.LogicalResourceId} ${e.ResourceStatus}: ${e.ResourceStatusReason}`);
  return `the stack was not made:\n${lines.join('\n')}`;
}
