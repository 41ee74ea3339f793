import { Cloud } from '../../cloud.ts';
import { createPipesService } from '../../pipes/service.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { ResourceRequest } from '../resource.ts';
import { pipe } from './pipes-pipe.ts';

const account = 'us-east-1:000000000000';
const before = {
  Name: 'p',
  Source: `arn:aws:sqs:${account}:source`,
  Target: `arn:aws:sqs:${account}:target`,
  RoleArn: 'arn:aws:iam::000000000000:role/r',
  DesiredState: 'STOPPED',
  Description: 'old',
  SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } },
  TargetParameters: { InputTemplate: '{"a": 1}', SqsQueueParameters: { MessageGroupId: 'g' } },
  LogConfiguration: {
    Level: 'ERROR',
    CloudwatchLogsLogDestination: { LogGroupArn: `arn:aws:logs:${account}:log-group:g` },
  },
};

async function updated(properties: Record<string, unknown>) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() }).add();
  cloud.add(createPipesService(cloud));
  await cloud.start();
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
    await clock.runUntil(clock.now() + 200, turn);
    return work;
  };
  const request = (given: Record<string, unknown>) =>
    new ResourceRequest({ cloud, stackName: 's', logicalId: 'P', properties: given, generation: 0 });
  const made = await settle(pipe.create(request(before)));
  await settle(pipe.update(request(properties), { ...made, properties: before }));
  return cloud.call('pipes', 'DescribePipe', { Name: 'p' });
}

const { SourceParameters: _s, TargetParameters: _t, LogConfiguration: _l, Description: _d, ...bare } = before;

test('what the template has dropped is emptied, at both levels', async () => {
  expect(await updated(bare)).toMatchObject({
    Description: '',
    LogConfiguration: { Level: 'OFF' },
    SourceParameters: { FilterCriteria: { Filters: [] } },
    TargetParameters: { SqsQueueParameters: {} },
  });
  const { SqsQueueParameters } = before.TargetParameters;
  const { TargetParameters } = await updated({ ...before, TargetParameters: { SqsQueueParameters } });
  expect(TargetParameters).toEqual({ SqsQueueParameters });
});

test('another target takes none of the old one’s parameters', async () => {
  const Target = `arn:aws:lambda:${account}:function:f`;
  expect(await updated({ ...bare, Target })).toMatchObject({ Target, TargetParameters: {} });
});
