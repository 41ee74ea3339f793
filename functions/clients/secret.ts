import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SettingMissing } from '../errors.ts';
import { setting } from '../settings.ts';

let client: SecretsManagerClient | undefined;

/**
 * The text of the secret whose ARN or name is in the environment variable `name`. Call it while a client is made, that is
 * once per container: a rotated secret is read when the container is replaced.
 */
export async function secret(name: string): Promise<string> {
  client ??= new SecretsManagerClient({});
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: setting(name) }));
  if (!SecretString) throw new SettingMissing(`the secret that ${name} names has no text`);
  return SecretString;
}
