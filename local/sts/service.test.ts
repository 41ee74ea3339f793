import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createStsService } from './service.ts';

const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store(), account: '111122223333' });
cloud.add(createStsService(cloud));

test('the caller is the account that the runtime has', async () => {
  expect(await cloud.call('sts', 'GetCallerIdentity', {})).toMatchObject({ Account: '111122223333' });
});

test('a role gives credentials that end, and a malformed one is refused', async () => {
  const input = { RoleArn: 'arn:aws:iam::111122223333:role/service/ops', RoleSessionName: 'me', DurationSeconds: 900 };
  const answer = await cloud.call('sts', 'AssumeRole', input);
  expect(answer).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/ops/me' },
    Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/), Expiration: cloud.clock.now() / 1000 + 900 },
  });
  await expect(cloud.call('sts', 'AssumeRole', { ...input, RoleArn: 'ops' })).rejects.toThrow('ops is invalid');
});
