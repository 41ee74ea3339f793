import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createIamService } from './service.ts';

const document = JSON.stringify({ Version: '2012-10-17', Statement: [] });

function setUp() {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createIamService(cloud));
  return (action: string, input: object) => cloud.call('iam', action, input);
}

test('a role with its policies can be made, read and only then deleted when they are gone', async () => {
  const call = setUp();
  await call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: document });
  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'inline', PolicyDocument: document });
  const { Policy } = await call('CreatePolicy', { PolicyName: 'p', PolicyDocument: document });
  const { Arn: PolicyArn } = Policy as { Arn: string };
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn });
  const { Role } = await call('GetRole', { RoleName: 'r' });
  expect(Role).toMatchObject({
    Arn: 'arn:aws:iam::000000000000:role/r',
    AssumeRolePolicyDocument: encodeURIComponent(document),
  });
  expect(await call('ListAttachedRolePolicies', { RoleName: 'r' })).toMatchObject({
    AttachedPolicies: [{ PolicyArn, PolicyName: 'p' }],
  });
  await expect(call('DeletePolicy', { PolicyArn })).rejects.toMatchObject({ code: 'DeleteConflict' });
  await expect(call('DeleteRole', { RoleName: 'r' })).rejects.toMatchObject({ code: 'DeleteConflict', status: 409 });
  await call('DetachRolePolicy', { RoleName: 'r', PolicyArn });
  await call('DeleteRolePolicy', { RoleName: 'r', PolicyName: 'inline' });
  await call('DeleteRole', { RoleName: 'r' });
  await expect(call('GetRole', { RoleName: 'r' })).rejects.toMatchObject({ code: 'NoSuchEntity', status: 404 });
});

test.each([
  ['CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocument'],
  ['CreateRole', { RoleName: 'no spaces', AssumeRolePolicyDocument: document }, 'ValidationError'],
  ['AttachRolePolicy', { RoleName: 'nobody', PolicyArn: 'x' }, 'NoSuchEntity'],
])('%s of %j is refused with %s', async (action, input, code) => {
  await expect(setUp()(action, input)).rejects.toMatchObject({ code });
});
