import { outcome, worldWith } from '../test-support/s3-world.ts';
import { single } from '../test-support/world.ts';

test('aws-sdk:s3 puts JSON as text, gets it back, lists, and names its errors', async () => {
  const world = await worldWith({});
  const call = (action: string, Parameters: object, more: object) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:s3:${action}`,
    Parameters: { Bucket: 'shop-in', ...Parameters },
    ...more,
  });
  const machine = {
    StartAt: 'Put',
    States: {
      Put: call('putObject', { Key: 'k', 'Body.$': '$' }, { ResultPath: null, Next: 'List' }),
      List: call('listObjectsV2', { Prefix: 'k' }, { ResultPath: '$.listed', Next: 'Get' }),
      Get: call('getObject', { 'Key.$': '$.listed.Contents[0].Key' }, { End: true }),
    },
  };
  const got = await outcome(world, machine, { a: 1 });
  expect(got).toMatchObject({ Body: '{"a":1}', ContentLength: 7, LastModified: expect.stringMatching(/^\d{4}-.*Z$/) });
  const missing = single(call('getObject', { Key: 'none' }, {}));
  expect(await outcome(world, missing)).toMatch(
    /^S3.NoSuchKeyException: The specified key does not exist. \(Service: S3, Status Code: 404, /,
  );
});
