import { functions, World } from '../test-support/world.ts';

test('a catcher of too much data goes on with the error, in the history too', async () => {
  const world = new World(undefined, undefined, [functions({ much: () => 'x'.repeat(200_000) })]);
  const execution = await world.start(
    {
      StartAt: 'Much',
      States: {
        Much: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:much',
          ResultPath: '$.more',
          Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], ResultPath: '$', Next: 'After' }],
          Next: 'After',
        },
        After: { Type: 'Succeed' },
      },
    },
    { already: 'y'.repeat(100_000) },
  );
  await world.pass(1);
  const { status, output } = await world.describe(execution);
  expect({ status, ...JSON.parse(output ?? '{}') }).toMatchObject({
    status: 'SUCCEEDED',
    Error: 'States.DataLimitExceeded',
  });
  const exited = (await world.events(execution)).find(({ type }) => type === 'TaskStateExited');
  expect(exited).toMatchObject({ stateExitedEventDetails: { output } });
});
