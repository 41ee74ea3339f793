import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createSecretsManagerService } from './service.ts';

function setUp() {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });
  cloud.add(createSecretsManagerService(cloud));
  const call = (action: string, input: object) => cloud.call<Record<string, string>>('secretsmanager', action, input);
  const value = async (input: object) => (await call('GetSecretValue', input)).SecretString;
  return { call, value, clock };
}

test('a secret is found by name, ARN and partial ARN', async () => {
  const { call, value } = setUp();
  const { ARN = '' } = await call('CreateSecret', { Name: 'shop/key', SecretString: 's' });
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:shop\/key-[A-Za-z0-9]{6}$/);
  for (const SecretId of ['shop/key', ARN, ARN.slice(0, -7)]) expect(await value({ SecretId })).toBe('s');
  await expect(value({ SecretId: 'nobody' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await expect(call('CreateSecret', { Name: 'shop/key' })).rejects.toMatchObject({ code: 'ResourceExistsException' });
});

test('a name may have an exclamation mark, as those have that services make', async () => {
  const { call, value } = setUp();
  await call('CreateSecret', { Name: 'rds!db-1', SecretString: 's' });
  expect(await value({ SecretId: 'rds!db-1' })).toBe('s');
  await expect(call('CreateSecret', { Name: 'a?' })).rejects.toMatchObject({ code: 'ValidationException' });
});

test('a new version becomes current, the one before previous, the one before that goes', async () => {
  const { call, value } = setUp();
  await call('CreateSecret', { Name: 'k', SecretString: 'one' });
  await call('PutSecretValue', { SecretId: 'k', SecretString: 'two' });
  expect(await value({ SecretId: 'k', VersionStage: 'AWSPREVIOUS' })).toBe('one');
  await call('UpdateSecret', { SecretId: 'k', SecretString: 'three' });
  expect(await value({ SecretId: 'k' })).toBe('three');
  expect(await value({ SecretId: 'k', VersionStage: 'AWSPREVIOUS' })).toBe('two');
  expect((await call('ListSecretVersionIds', { SecretId: 'k' })).Versions).toHaveLength(2);
});

test('a pending version waits beside the current one until its stage is moved', async () => {
  const { call, value } = setUp();
  await call('CreateSecret', { Name: 'k', SecretString: 'one' });
  const token = 'f'.repeat(32);
  const pending = { SecretId: 'k', SecretString: 'two', ClientRequestToken: token, VersionStages: ['AWSPENDING'] };
  await call('PutSecretValue', pending);
  await call('PutSecretValue', pending); // the same again is the same call
  await expect(call('PutSecretValue', { ...pending, SecretString: 'other' })).rejects.toMatchObject({
    code: 'ResourceExistsException',
  });
  expect(await value({ SecretId: 'k' })).toBe('one');
  await call('UpdateSecretVersionStage', { SecretId: 'k', VersionStage: 'AWSCURRENT', MoveToVersionId: token });
  expect(await value({ SecretId: 'k' })).toBe('two');
  expect(await value({ SecretId: 'k', VersionStage: 'AWSPREVIOUS' })).toBe('one');
});

test('a deleted secret can be restored within its window, not read, and is gone after it', async () => {
  const { call, value, clock } = setUp();
  await call('CreateSecret', { Name: 'k', SecretString: 's' });
  await call('DeleteSecret', { SecretId: 'k', RecoveryWindowInDays: 7 });
  await expect(value({ SecretId: 'k' })).rejects.toMatchObject({ code: 'InvalidRequestException' });
  await call('RestoreSecret', { SecretId: 'k' });
  expect(await value({ SecretId: 'k' })).toBe('s');
  await call('DeleteSecret', { SecretId: 'k', RecoveryWindowInDays: 7 });
  await clock.runUntil(clock.now() + 8 * 86_400_000);
  await expect(call('DescribeSecret', { SecretId: 'k' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await call('CreateSecret', { Name: 'k', SecretString: 'new' });
});

test('a password has every kind of character that is not excluded', async () => {
  const { call } = setUp();
  for (let round = 0; round < 20; round++) {
    const { RandomPassword } = await call('GetRandomPassword', { PasswordLength: 4 });
    expect(RandomPassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w]|.*_).{4}$/);
    const plain = await call('GetRandomPassword', { ExcludePunctuation: true, ExcludeCharacters: 'abc0' });
    expect(plain.RandomPassword).toMatch(/^[d-zA-Z1-9]{32}$/);
  }
  await expect(call('GetRandomPassword', { PasswordLength: 3 })).rejects.toMatchObject({
    code: 'InvalidParameterException',
  });
});

test('a value has 64 KiB at most, and no message shows it', async () => {
  const { call } = setUp();
  const SecretString = 'x'.repeat(65_537);
  await expect(call('CreateSecret', { Name: 'k', SecretString })).rejects.toMatchObject({
    message: expect.stringMatching(/^1 validation error detected: Value at 'secretString' failed/),
  });
  await expect(call('DescribeSecret', { SecretId: 'k' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test.each([{}, { Key: 'constructor' }])(
  'a list takes a filter of an unknown field, and tags without a value: %j',
  async (key) => {
    const { call } = setUp();
    await call('CreateSecret', { Name: 'k', SecretString: 's', Tags: [{ Key: 'team' }] });
    expect(await call('ListSecrets', { Filters: [{ ...key, Values: ['te'] }] })).toMatchObject({
      SecretList: [{ Name: 'k' }],
    });
  },
);
