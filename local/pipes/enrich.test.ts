import { enrichedEvents } from './enrich.ts';
import { streamPipe, world } from './test-support.ts';

const ENRICHMENT_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:enrich';

/** A world whose enrichment answers with this output. */
async function enriched(output: string, more: object = {}) {
  const inputs: unknown[] = [];
  const StartSyncExecution = (input: { input: string }) => {
    inputs.push(JSON.parse(input.input));
    return { status: 'SUCCEEDED', output };
  };
  const made = await world({ services: [{ name: 'states', actions: { StartSyncExecution } }] });
  made.stream.append('a', 'b');
  await made.cloud.call('pipes', 'CreatePipe', streamPipe({}, { Enrichment: ENRICHMENT_ARN, ...more }));
  await made.pass(500);
  return { ...made, inputs };
}

test('the target gets what the enrichment answered, more or fewer', async () => {
  const { target, inputs } = await enriched('[{"n":1},{"n":2},{"n":3}]');
  expect(inputs[0]).toMatchObject([{ eventID: 'event-100' }, { eventID: 'event-101' }]);
  expect(target.payloads).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }]]);
});

test.each(['""', '{}', '[]', ''])('an answer of %j invokes no target, and the records are done', async (output) => {
  const { target, cloud, stream, pass } = await enriched(output);
  expect(target.calls).toEqual([]);
  stream.append('c');
  await pass(100);
  expect(target.calls).toEqual([]);
  expect(cloud.store.get('SELECT sequence FROM pipes_position')).toEqual({ sequence: '102' });
});

test('[{}] invokes the target with an empty object', async () => {
  const { target } = await enriched('[{}]');
  expect(target.payloads).toEqual([[{}]]);
});

test('each stage has its own input template', async () => {
  const { target, inputs } = await enriched('[{"n":1}]', {
    EnrichmentParameters: { InputTemplate: '{"key": <$.dynamodb.Keys.id.S>}' },
    TargetParameters: { InputTemplate: '{"number": <$.n>, "from": "<aws.pipes.pipe-name>"}' },
  });
  expect(inputs).toEqual([[{ key: 'a' }, { key: 'b' }]]);
  expect(target.payloads).toEqual([[{ number: 1, from: 'pipe' }]]);
});

test('an answer over 6 MB, or that is no JSON, is a failure', () => {
  expect(() => enrichedEvents(JSON.stringify(['x'.repeat(6 * 1024 * 1024)]))).toThrow('larger than 6 MB');
  expect(() => enrichedEvents('{')).toThrow('not valid JSON');
});
