import { single, World } from '../test-support/world.ts';

const PASS = single({ Type: 'Pass' });
const ROLE = 'arn:aws:iam::000000000000:role/test';
const CUSTOMER = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' };

test.each([
  [{ type: 'NONE' }, 'ValidationException'],
  [{ type: 'CUSTOMER_MANAGED_KMS_KEY' }, 'InvalidEncryptionConfiguration'],
  [{ type: 'AWS_OWNED_KEY', kmsKeyId: 'k' }, 'InvalidEncryptionConfiguration'],
  [{ ...CUSTOMER, kmsDataKeyReusePeriodSeconds: 59 }, 'ValidationException'],
  [{ ...CUSTOMER, kmsDataKeyReusePeriodSeconds: 901 }, 'ValidationException'],
])('the encryption %j is refused', async (encryptionConfiguration, code) => {
  await expect(new World().machine(PASS, { encryptionConfiguration })).rejects.toMatchObject({ code });
});

test('a machine of the same name is the same if its encryption is, too', async () => {
  const world = new World();
  const create = (encryptionConfiguration?: object) =>
    world.call('CreateStateMachine', {
      name: 'm',
      roleArn: ROLE,
      definition: JSON.stringify(PASS),
      encryptionConfiguration,
    });
  const first = await create(CUSTOMER);
  expect(await create(CUSTOMER)).toEqual(first);
  await expect(create()).rejects.toMatchObject({ code: 'StateMachineAlreadyExists' });
});

test('a version is not deleted with the machine, nor the machine for it', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(PASS, { publish: true });
  const qualified = { stateMachineArn: `${stateMachineArn}:1` };
  await expect(world.call('DeleteStateMachine', qualified)).rejects.toMatchObject({ code: 'ValidationException' });
  expect(await world.call('DescribeStateMachine', qualified)).toMatchObject(qualified);
});

test.each([
  ['neither a machine nor a Map Run', {}],
  ['both', { stateMachineArn: true, mapRunArn: 'arn:aws:states:us-east-1:000000000000:mapRun:a/b:c' }],
  ['a machine, and a status of children', { stateMachineArn: true, statusFilter: 'PENDING_REDRIVE' }],
])('executions are not listed of %s', async (_, input) => {
  const world = new World();
  const stateMachineArn = await world.machine(PASS);
  const asked = 'stateMachineArn' in input ? { ...input, stateMachineArn } : input;
  await expect(world.call('ListExecutions', asked)).rejects.toMatchObject({ code: 'ValidationException' });
});

test('an empty name is too short', async () => {
  await expect(new World().machine(PASS, { name: '' })).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('greater than or equal to 1'),
  });
});

test.each(['StartExecution', 'UpdateStateMachine', 'DeleteStateMachine'])(
  '%s takes no Distributed Map for a machine',
  async (action) => {
    const world = new World();
    const stateMachineArn = `${await world.machine(PASS)}/Label`;
    await expect(world.call(action, { stateMachineArn, roleArn: ROLE })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  },
);
