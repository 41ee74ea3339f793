import type { Service } from '../cloud.ts';
import { single, World } from './test-support/world.ts';

interface Entry {
  Source: string;
  Detail: string;
  Resources: string[];
}

test('the default bus hears when a Standard execution starts and ends', async () => {
  const entries: Entry[] = [];
  const events: Service = {
    name: 'events',
    actions: {
      PutEvents: ({ Entries }: { Entries: Entry[] }) => ({
        FailedEntryCount: entries.push(...Entries) - entries.length,
      }),
    },
  };
  const world = new World(undefined, undefined, [events]);
  const arn = await world.start(single({ Type: 'Fail', Error: 'E', Cause: 'c', End: undefined }), { a: 1 });
  await world.pass(1);
  expect(entries.map(({ Source, Resources }) => [Source, ...Resources])).toEqual([
    ['aws.states', arn],
    ['aws.states', arn],
  ]);
  const [started, ended] = entries.map(({ Detail }) => JSON.parse(Detail));
  expect(started).toMatchObject({
    status: 'RUNNING',
    stopDate: null,
    input: '{"a":1}',
    inputDetails: { included: true },
  });
  expect(ended).toMatchObject({
    status: 'FAILED',
    error: 'E',
    cause: 'c',
    redriveStatus: 'REDRIVABLE',
    redriveCount: 0,
    output: null,
  });
});

test('the same seed gives the same trace', async () => {
  const trace = async (): Promise<string> => {
    const world = new World();
    const definition = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'n.$': 'States.MathRandom(1, 100)' }, Next: 'B' },
        B: {
          Type: 'Pass',
          QueryLanguage: 'JSONata',
          Output: {
            u: '{% $uuid() %}',
            r: '{% $random() %}',
            t: '{% $now() %}',
            m: '{% $map([1..3], function($v) { $v }) %}',
          },
          End: true,
        },
      },
    };
    const arn = await world.start(definition);
    await world.pass(1);
    return JSON.stringify(await world.events(arn));
  };
  expect(await trace()).toBe(await trace());
});
