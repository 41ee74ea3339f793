import { gather } from '../../s3/contents.ts';
import { createS3Service } from '../../s3/service.ts';
import { functions, single, World } from './world.ts';

/** What a distributed Map runs for each item. */
export const processor = (state: object, ExecutionType = 'STANDARD'): object => ({
  ...single(state, 'Item'),
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
});

const pass = processor({ Type: 'Pass' });

/** A reader of one object, which the input names. */
export const get = (ReaderConfig: object) => ({
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig,
  Parameters: { Bucket: 'shop-in', 'Key.$': '$.key' },
});

export const reading = (ItemReader: object, more: object = {}) =>
  single({ Type: 'Map', ItemReader, ItemProcessor: pass, ...more });

/** A world with S3, its buckets `shop-in`, with the files, and `shop-out`. */
export async function worldWith(
  files: Record<string, string | Buffer>,
  handlers: Parameters<typeof functions>[0] = {},
) {
  const world = new World(undefined, undefined, [functions(handlers)]);
  world.cloud.add(createS3Service(world.cloud));
  for (const Bucket of ['shop-in', 'shop-out']) await world.cloud.call('s3', 'CreateBucket', { Bucket });
  for (const [Key, Body] of Object.entries(files))
    await world.cloud.call('s3', 'PutObject', { Bucket: 'shop-in', Key, Body });
  return world;
}

/** The output, or the error and its cause. */
export const outcome = async (world: World, machine: object, input: object = { key: 'data' }) => {
  const { status, output, error, cause } = await world.run(machine, input);
  return status === 'SUCCEEDED' ? JSON.parse(output ?? '') : `${error}: ${cause}`;
};

/** The text of an object in `shop-out`. */
export async function written(world: World, key: string) {
  const { Body } = await world.cloud.call<{ Body: AsyncIterable<Buffer> }>('s3', 'GetObject', {
    Bucket: 'shop-out',
    Key: key,
  });
  return (await gather(Body)).toString();
}

export const writer = (WriterConfig?: object) => ({
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'shop-out', Prefix: 'jobs' },
  ...(WriterConfig ? { WriterConfig } : {}),
});
