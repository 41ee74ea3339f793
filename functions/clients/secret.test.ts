import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { secret } from './secret.ts';

const mock = mockClient(SecretsManagerClient);

test('a secret is read by the name that the environment gives', async () => {
  process.env.A_SECRET = 'arn:the-secret';
  mock.on(GetSecretValueCommand, { SecretId: 'arn:the-secret' }).resolves({ SecretString: 'key' });
  expect(await secret('A_SECRET')).toBe('key');
});

test('a missing setting, or a secret without text, is named; the secret is not', async () => {
  await expect(secret('NO_SUCH_SETTING')).rejects.toThrow('NO_SUCH_SETTING');
  mock.on(GetSecretValueCommand).resolves({});
  await expect(secret('A_SECRET')).rejects.toThrow('A_SECRET');
});
