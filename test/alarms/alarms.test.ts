import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { localSettings, offerEventSource } from '../../bin/app-runtime.ts';
import { synthesise } from '../../bin/synth.ts';
import { Cloud, type ServiceName } from '../../local/cloud.ts';
import { createServices } from '../../local/services.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { Store } from '../../local/store.ts';
import { deployAssembly } from '../../local/template/deploy.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Penstock-auth0-user-to-mailchimp';
const MINUTE = 60_000;

/** The alarms of the synthesised template, on virtual time: each sounds when what it watches goes wrong, and not before. */
describe('the alarms of the template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-alarms-'));
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });

  beforeAll(async () => {
    const place = { cloud, saasEndpoint: 'http://127.0.0.1:1' };
    const assembly = await synthesise(resolve(import.meta.dirname, '../..'), folder, localSettings(place));
    cloud.add(...createServices(cloud, { lambda: { isolation: 'in-process' } }));
    await cloud.start();
    await offerEventSource({ cloud });
    let deployed = false;
    const deploying = deployAssembly(cloud, assembly).finally(() => {
      deployed = true;
    });
    while (!deployed) await clock.runUntil(clock.now() + 1_000);
    await deploying;
  }, 60_000);

  afterAll(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const minutes = (count: number) => clock.runUntil(clock.now() + count * MINUTE);
  const call = <T>(service: ServiceName, action: string, input: object) => cloud.call<T>(service, action, input);
  async function sounding(): Promise<string[]> {
    type Alarms = { MetricAlarms: { AlarmName: string }[] };
    const { MetricAlarms } = await call<Alarms>('cloudwatch', 'DescribeAlarms', { StateValue: 'ALARM' });
    return MetricAlarms.map(({ AlarmName }) => AlarmName);
  }

  test('all is quiet at first', async () => {
    await minutes(6);
    expect(await sounding()).toEqual([]);
  });

  test('executions that fail', async () => {
    const definition = JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken' } } });
    await call('states', 'UpdateStateMachine', { stateMachineArn: MACHINE, definition });
    await call('states', 'StartExecution', { stateMachineArn: MACHINE });
    await minutes(1);
    expect(await sounding()).toEqual(['Penstock-auth0-user-to-mailchimp-executions']);
    await minutes(6);
    expect(await sounding()).toEqual([]);
  });

  test('a function that is throttled for five minutes', async () => {
    const AlarmNames = ['Penstock-inventory-to-algolia-throttles'];
    type Alarms = { MetricAlarms: { Dimensions: { Value: string }[] }[] };
    const { MetricAlarms } = await call<Alarms>('cloudwatch', 'DescribeAlarms', { AlarmNames });
    const FunctionName = MetricAlarms[0]?.Dimensions[0]?.Value;
    await call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 0 });
    for (let minute = 0; minute < 5; minute += 1) {
      await expect(call('lambda', 'Invoke', { FunctionName })).rejects.toThrow('Rate Exceeded');
      expect(await sounding()).toEqual([]);
      await minutes(1);
    }
    expect(await sounding()).toEqual(AlarmNames);
  });

  test('a dead letter', async () => {
    const QueueName = 'Penstock-auth0-user-to-mailchimp-dead-letters';
    const { QueueUrl } = await call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName });
    await call('sqs', 'SendMessage', { QueueUrl, MessageBody: '{}' });
    await minutes(1);
    expect((await sounding()).join()).toMatch(/Penstock-auth0-user-to-mailchimp-.*dead-letters/);
  });
});
