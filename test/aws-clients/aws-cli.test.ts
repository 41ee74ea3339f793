import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zip } from '../../local/lambda/testing/zip.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

/** The unmodified AWS CLI (Debian's `awscli`), where it is installed; old ones speak Query with SQS and CloudWatch. */
const CLI = process.env.AWS_CLI ?? '/usr/bin/aws';

function isInstalled(): boolean {
  try {
    return execFileSync(CLI, ['--version'], { encoding: 'utf8' }).startsWith('aws-cli/');
  } catch {
    return false;
  }
}

const installed = isInstalled();
if (!installed)
  process.emitWarning(`the story of the AWS CLI is left out: there is no ${CLI} (apt-get install awscli)`);
const story = installed ? describe : describe.skip;

/** Each command is a Python process of a second or more. */
jest.setTimeout(240_000);

story('the AWS CLI', () => {
  let runtime: Runtime;
  let folder: string;
  beforeAll(async () => {
    runtime = await startRuntime({ port: 0 });
    await runtime.resume();
    folder = mkdtempSync(join(tmpdir(), 'penstock-cli-'));
  });
  afterAll(async () => {
    await runtime.close();
    rmSync(folder, { recursive: true });
  });

  const aws = async (line: string, ...more: string[]) => {
    const stdout = await run(line, '--output', 'json', ...more);
    return stdout ? JSON.parse(stdout) : undefined;
  };

  async function run(line: string, ...more: string[]): Promise<string> {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    };
    const args = ['--endpoint-url', runtime.endpoint, ...line.split(' '), ...more];
    return (await promisify(execFile)(CLI, args, { env, cwd: folder })).stdout;
  }

  test('Query: a queue takes a message and gives it back; a topic; a metric', async () => {
    const { QueueUrl } = await aws('sqs create-queue --queue-name orders');
    await aws(`sqs send-message --queue-url ${QueueUrl} --message-body`, 'a <b> & é');
    const { Messages } = await aws(`sqs receive-message --queue-url ${QueueUrl} --attribute-names All`);
    expect(Messages).toMatchObject([{ Body: 'a <b> & é', Attributes: { ApproximateReceiveCount: '1' } }]);
    const [topic] = await Promise.all([
      aws('sns create-topic --name news'),
      aws('cloudwatch put-metric-data --namespace Shop --metric-name Lag --value 3'),
    ]);
    expect(topic.TopicArn).toBe('arn:aws:sns:us-east-1:000000000000:news');
    expect((await aws('cloudwatch list-metrics --namespace Shop')).Metrics).toMatchObject([{ MetricName: 'Lag' }]);
  });

  test('S3: a folder is synchronised, listed, linked to, moved and removed', async () => {
    mkdirSync(join(folder, 'tree', 'sub'), { recursive: true });
    writeFileSync(join(folder, 'tree', 'sub', 'ä b.txt'), 'hello');
    writeFileSync(join(folder, 'tree', 'big'), Buffer.alloc(9_000_000, 'x')); // in two parts
    await run('s3 mb s3://cli-bucket');
    await run('s3 sync --no-progress tree s3://cli-bucket/t');
    expect(await run('s3 ls --recursive s3://cli-bucket')).toMatch(/9000000 t\/big\n.* 5 t\/sub\/ä b\.txt\n$/);
    expect(await run('s3 ls s3://cli-bucket/t/')).toMatch(/PRE sub\/\n.*9000000 big\n$/);
    expect(await run('s3 sync --no-progress s3://cli-bucket/t tree')).toBe(''); // nothing is newer
    await run('s3 mv --no-progress s3://cli-bucket/t/big s3://cli-bucket/moved');
    await run('s3 cp --no-progress s3://cli-bucket/moved back');
    expect(readFileSync(join(folder, 'back')).equals(Buffer.alloc(9_000_000, 'x'))).toBe(true);
    const link = (await run('s3 presign', 's3://cli-bucket/t/sub/ä b.txt')).trim();
    expect(await (await fetch(link)).text()).toBe('hello');
    await run('s3 rb --force s3://cli-bucket');
    expect(await run('s3 ls')).toBe('');
  });

  test('REST: a function is created and invoked; its pipe routes and tags are told apart', async () => {
    writeFileSync(join(folder, 'f.zip'), zip({ 'index.js': 'exports.handler = async (e) => ({ got: e })' }));
    const create = 'lambda create-function --function-name f --runtime nodejs18.x --handler index.handler';
    await aws(`${create} --role arn:aws:iam::000000000000:role/r --zip-file fileb://f.zip --tags team=a`);
    await aws('lambda invoke --function-name f --cli-binary-format raw-in-base64-out out.json --payload', '{"a":1}');
    expect(readFileSync(join(folder, 'out.json'), 'utf8')).toBe('{"got":{"a":1}}');
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const [tags, pipes, schedules] = await Promise.all([
      aws(`lambda list-tags --resource ${arn}`),
      aws('pipes list-pipes'),
      aws('scheduler list-schedules'),
    ]);
    expect([tags, pipes, schedules]).toEqual([{ Tags: { team: 'a' } }, { Pipes: [] }, { Schedules: [] }]);
  });

  test('a machine runs, an event reaches a queue through a rule and a pipe, secrets and parameters are read', async () => {
    const role = 'arn:aws:iam::000000000000:role/r';
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"done","End":true}}}';
    const create = `stepfunctions create-state-machine --name m --role-arn ${role} --definition`;
    const { stateMachineArn } = await aws(create, definition);
    const { executionArn } = await aws(`stepfunctions start-execution --state-machine-arn ${stateMachineArn}`);
    const [described, history] = await Promise.all([
      aws(`stepfunctions describe-execution --execution-arn ${executionArn}`),
      aws(`stepfunctions get-execution-history --execution-arn ${executionArn}`),
    ]);
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
    expect(history.events).toHaveLength(4);

    const [, { QueueUrl }] = await Promise.all([
      aws('sqs create-queue --queue-name from'),
      aws('sqs create-queue --queue-name to'),
    ]);
    const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
    await aws('events put-rule --name r --event-pattern', '{"source":["shop"]}');
    await Promise.all([
      aws(`events put-targets --rule r --targets Id=1,Arn=${arn('from')}`),
      aws(`pipes create-pipe --name p --source ${arn('from')} --target ${arn('to')} --role-arn ${role}`),
    ]);
    await aws('events put-events --entries', '[{"Source":"shop","DetailType":"d","Detail":"{\\"id\\":7}"}]');
    const { Messages } = await aws(`sqs receive-message --wait-time-seconds 10 --queue-url ${QueueUrl}`);
    expect(Messages[0].Body).toContain('\\"id\\":7');

    await Promise.all([
      aws('secretsmanager create-secret --name s --secret-string hidden'),
      aws('ssm put-parameter --name /p --type String --value v'),
      aws('scheduler create-schedule-group --name g'),
      aws('logs create-log-group --log-group-name lg'),
    ]);
    const [secret, parameter, groups, identity] = await Promise.all([
      aws('secretsmanager get-secret-value --secret-id s'),
      aws('ssm get-parameter --name /p'),
      aws('scheduler list-schedule-groups'),
      aws('sts get-caller-identity'),
    ]);
    expect([secret.SecretString, parameter.Parameter.Value]).toEqual(['hidden', 'v']);
    expect(groups.ScheduleGroups.map(({ Name }: { Name: string }) => Name)).toContain('g');
    expect(identity.Account).toBe('000000000000');
  });

  test('a stack is created, shown and deleted', async () => {
    const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'of-the-stack' } } };
    await aws('cloudformation create-stack --stack-name st --template-body', JSON.stringify({ Resources }));
    await aws('cloudformation wait stack-create-complete --stack-name st');
    const { StackResources } = await aws('cloudformation describe-stack-resources --stack-name st');
    expect(StackResources).toMatchObject([{ LogicalResourceId: 'Queue', ResourceStatus: 'CREATE_COMPLETE' }]);
    await aws('cloudformation delete-stack --stack-name st');
    await aws('cloudformation wait stack-delete-complete --stack-name st');
    await expect(aws('sqs get-queue-url --queue-name of-the-stack')).rejects.toThrow('NonExistentQueue');
  });

  test('JSON: an item, an execution, a log event; an error names itself', async () => {
    const table = 'dynamodb create-table --table-name items --billing-mode PAY_PER_REQUEST';
    const keys = '--attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH';
    await aws(`${table} ${keys}`);
    await aws('dynamodb wait table-exists --table-name items');
    await aws('dynamodb put-item --table-name items --item', '{"id":{"S":"1"}}');
    const [scan, logs] = await Promise.all([aws('dynamodb scan --table-name items'), aws('logs describe-log-groups')]);
    expect(scan.Items).toEqual([{ id: { S: '1' } }]);
    expect(logs.logGroups).toContainEqual(expect.objectContaining({ logGroupName: '/aws/lambda/f' }));
    await expect(
      aws(
        'stepfunctions describe-state-machine --state-machine-arn',
        'arn:aws:states:us-east-1:000000000000:stateMachine:no',
      ),
    ).rejects.toThrow('StateMachineDoesNotExist');
  });
});
