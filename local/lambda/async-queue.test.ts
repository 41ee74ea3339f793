import { Cloud } from '../cloud.ts';
import { createLogsService } from '../logs/service.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createLambdaService } from './service.ts';
import { zip } from './testing/zip.ts';

/** Lambda on virtual time, with a queue and a bus that keep what they get. */
function simulated(store = new Store(), startMs?: number) {
  const clock = new SimulatedClock(7, startMs);
  const cloud = new Cloud({ clock, store });
  const calls: number[] = [];
  const sent: { QueueUrl: string; MessageBody: string }[] = [];
  const globals = { called: () => calls.push(clock.now()) };
  cloud.add(createLogsService(cloud), createLambdaService(cloud, { isolation: 'in-process', inProcess: { globals } }), {
    name: 'sqs',
    actions: { SendMessage: (input) => void sent.push(input) },
  });
  return { clock, cloud, calls, sent, start: clock.now() };
}

const MINUTE = 60_000;
const create = (cloud: Cloud, code: string, more: object = {}) =>
  cloud.call('lambda', 'CreateFunction', {
    FunctionName: 'f',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/r',
    Code: { ZipFile: zip({ 'index.js': code }).toString('base64') },
    ...more,
  });
const invokeAsync = (cloud: Cloud) =>
  cloud.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{"a":1}' });
const FAILS = 'exports.handler = async () => { called(); throw new Error("no") }';

test('a failing event is tried three times, after one and two minutes, then goes to the on-failure destination', async () => {
  const { cloud, clock, calls, sent, start } = simulated();
  await create(cloud, FAILS);
  const OnFailure = { Destination: cloud.arn('sqs', 'failed') };
  await cloud.call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', DestinationConfig: { OnFailure } });
  expect(await invokeAsync(cloud)).toEqual({ StatusCode: 202 });
  await clock.runUntil(start + 10 * MINUTE);
  expect(calls.map((at) => Math.floor((at - start) / MINUTE))).toEqual([0, 1, 3]);
  expect(sent).toHaveLength(1);
  expect(JSON.parse(sent[0]?.MessageBody ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no' },
  });
});

test('an event that was accepted survives a crash, with its retries', async () => {
  const store = new Store();
  const first = simulated(store);
  await create(first.cloud, FAILS);
  await invokeAsync(first.cloud);
  await first.clock.runUntil(first.start + 1_000);
  expect(first.calls).toHaveLength(1);
  const second = simulated(store, first.clock.now());
  await second.cloud.start();
  await second.clock.runUntil(second.start + 10 * MINUTE);
  expect(second.calls).toHaveLength(2);
});

test('a throttled event waits without using up a retry; the age limit ends it', async () => {
  const { cloud, clock, calls, sent, start } = simulated();
  await create(cloud, FAILS, { DeadLetterConfig: { TargetArn: cloud.arn('sqs', 'dead') } });
  await cloud.call('lambda', 'PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 });
  await cloud.call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', MaximumEventAgeInSeconds: 60 });
  await invokeAsync(cloud);
  await clock.runUntil(start + 10 * MINUTE);
  expect(calls).toHaveLength(0);
  expect(sent).toMatchObject([{ MessageBody: '{"a":1}' }]);
});

test('in process, the handler lives on virtual time, and the same seed gives the same answer', async () => {
  const code = `exports.handler = async () => { const before = Date.now(); await new Promise((r) => setTimeout(r, 2000));
    return { waited: Date.now() - before, drawn: Math.random(), id: crypto.randomUUID(), zone: process.env.AWS_REGION }; };`;
  const run = async () => {
    const { cloud, clock, start } = simulated();
    await create(cloud, code);
    const answer = cloud.call<{ Payload: string }>('lambda', 'Invoke', { FunctionName: 'f' });
    await clock.runUntil(start + 2_900);
    return JSON.parse((await answer).Payload);
  };
  const first = await run();
  expect(first).toMatchObject({ waited: 2000, zone: 'us-east-1' });
  expect(await run()).toEqual(first);
});

test('in process, the time limit is that of virtual time, and ES modules are taken too', async () => {
  const { cloud, clock, start } = simulated();
  const code = 'export const handler = () => new Promise(() => {});';
  await create(cloud, code, { Code: { ZipFile: zip({ 'index.mjs': code }).toString('base64') } });
  const answer = cloud.call<{ Payload: string }>('lambda', 'Invoke', { FunctionName: 'f' });
  let ended = false;
  void answer.finally(() => {
    ended = true;
  });
  for (let at = start; !ended && at < start + MINUTE; at += 1_000) await clock.runUntil(at);
  expect(JSON.parse((await answer).Payload)).toMatchObject({ errorType: 'Sandbox.Timedout' });
});
