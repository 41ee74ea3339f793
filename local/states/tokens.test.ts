import { single, World } from './test-support/world.ts';

test.each([
  ['a heartbeat', { HeartbeatSeconds: 10 }],
  ['the whole time', { TimeoutSeconds: 10 }],
])('once a task has missed %s, its token is worth nothing', async (_, limit) => {
  const world = new World();
  const { activityArn } = await world.call<{ activityArn: string }>('CreateActivity', { name: 'a' });
  const execution = await world.start(single({ Type: 'Task', Resource: activityArn, ...limit }));
  await world.pass(1);
  const { taskToken } = await world.call<{ taskToken: string }>('GetActivityTask', { activityArn });
  await world.pass(15);
  for (const [action, more] of [
    ['SendTaskHeartbeat', {}],
    ['SendTaskSuccess', { output: '{}' }],
    ['SendTaskFailure', {}],
  ] as const)
    await expect(world.call(action, { taskToken, ...more })).rejects.toMatchObject({ code: 'TaskTimedOut' });
  expect(await world.describe(execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});
