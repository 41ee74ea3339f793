import type { Cloud } from '../cloud.ts';
import { invalid, unsupported } from './invalid.ts';
import { isRecord } from './values.ts';

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/**
 * The value with `{{resolve:…}}` replaced by what is stored there at this moment. It is done after the properties have been
 * kept and compared, so that, as on AWS, a secret never stands in the stack's state and a changed secret alone updates nothing.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export async function resolveReferences(value: unknown, cloud: Cloud): Promise<unknown> {
  if (typeof value === 'string') return value.includes('{{resolve:') ? resolveText(value, cloud) : value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolveReferences(item, cloud)));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await resolveReferences(item, cloud)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function resolveText(text: string, cloud: Cloud): Promise<string> {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    result += text.slice(from, match.index) + (await lookUp(match[1] ?? '', match[2] ?? '', cloud));
    from = match.index + match[0].length;
  }
  return result + text.slice(from);
}

async function lookUp(service: string, reference: string, cloud: Cloud): Promise<string> {
  if (service === 'ssm' || service === 'ssm-secure') return parameter(reference, cloud);
  if (service === 'secretsmanager') return secret(reference, cloud);
  throw unsupported(`the dynamic reference {{resolve:${service}:${reference}}}`);
}

/** `name` or `name:version` */
async function parameter(reference: string, cloud: Cloud): Promise<string> {
  const input = { Name: reference, WithDecryption: true };
  const { Parameter } = await cloud.call<{ Parameter: { Value: string } }>('ssm', 'GetParameter', input);
  return Parameter.Value;
}

/** `secret-id:SecretString:json-key:version-stage:version-id`, all but the first optional; the id may be an ARN. */
async function secret(reference: string, cloud: Cloud): Promise<string> {
  const parts = reference.split(':');
  const SecretId = parts.splice(0, reference.startsWith('arn:') ? 7 : 1).join(':');
  const [, key, stage, version] = parts;
  const { SecretString } = await cloud.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', {
    SecretId,
    ...(stage ? { VersionStage: stage } : {}),
    ...(version ? { VersionId: version } : {}),
  });
  if (SecretString === undefined) throw invalid(`The secret ${SecretId} has no SecretString`);
  return key ? member(SecretString, key, SecretId) : SecretString;
}

function member(secretString: string, key: string, secretId: string): string {
  const value = parsed(secretString, secretId);
  if (!isRecord(value) || value[key] === undefined)
    throw invalid(
      `Could not find a value associated with JSONKey in SecretString: the secret ${secretId} has no ${key}`,
    );
  return typeof value[key] === 'string' ? value[key] : JSON.stringify(value[key]);
}

function parsed(secretString: string, secretId: string): unknown {
  try {
    return JSON.parse(secretString);
  } catch (error) {
    throw invalid(`Could not parse SecretString JSON of the secret ${secretId}`, error);
  }
}
