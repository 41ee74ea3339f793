import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { clientSettings } from '../../bin/client-settings.ts';
import { zip } from '../../local/lambda/testing/zip.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

const ASSETS = 'cdk-hnb659fds-assets-000000000000-us-east-1';
const handler = (answer: string) => `exports.handler = async () => ({ answer: '${answer}' });`;

/** What `cdk synth` wrote, its assets uploaded by hand as `cdk deploy` does it, and then CloudFormation alone. */
describe('the template that CDK made, over the wire', () => {
  let runtime: Runtime;
  let folder: string;
  const open: { destroy(): void }[] = [];
  const client = <C extends { destroy(): void }>(Kind: new (settings: ReturnType<typeof clientSettings>) => C): C => {
    const made = new Kind(clientSettings(runtime.endpoint));
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    process.env.CDK_VALIDATION = 'false';
    runtime = await startRuntime({ port: 0 });
    await runtime.resume();
    folder = mkdtempSync(join(tmpdir(), 'penstock-code-'));
  });
  afterAll(async () => {
    for (const each of open) each.destroy();
    await runtime.close();
    rmSync(folder, { recursive: true });
  });

  function synthesise(): string {
    mkdirSync(join(folder, 'code'));
    writeFileSync(join(folder, 'code', 'index.js'), handler('from S3'));
    writeFileSync(join(folder, 'machine.json'), '{"StartAt":"P","States":{"P":{"Type":"Pass","Result":1,"End":true}}}');
    const env = { account: '000000000000', region: 'us-east-1' };
    const app = new App({ outdir: join(folder, 'out') });
    const stack = new Stack(app, 'Shop', { env });
    const settings = { runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler' };
    const made = new LambdaFunction(stack, 'Function', { ...settings, code: Code.fromAsset(join(folder, 'code')) });
    new Bucket(stack, 'Documents', { versioned: true, enforceSSL: true });
    const definitionBody = DefinitionBody.fromFile(join(folder, 'machine.json'));
    const machine = new StateMachine(stack, 'Machine', { definitionBody, stateMachineType: StateMachineType.EXPRESS });
    new CfnOutput(stack, 'FunctionName', { value: made.functionName });
    new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
    return app.synth().directory;
  }

  async function upload(s3: S3Client, assembly: string): Promise<string> {
    await s3.send(new CreateBucketCommand({ Bucket: ASSETS }));
    const { files } = JSON.parse(readFileSync(join(assembly, 'Shop.assets.json'), 'utf8'));
    let template = '';
    for (const { source, destinations } of Object.values<Asset>(files))
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        const path = join(assembly, source.path);
        const Body = source.packaging === 'zip' ? zip(filesIn(path)) : readFileSync(path);
        await s3.send(new PutObjectCommand({ Bucket: bucketName, Key: objectKey, Body }));
        if (source.path.endsWith('.template.json')) template = objectKey;
      }
    return template;
  }

  test('a stack is made of objects in a bucket: its template, its code, its machine', async () => {
    const key = await upload(client(S3Client), synthesise());
    const cloudformation = client(CloudFormationClient);
    const TemplateURL = `https://${ASSETS}.s3.us-east-1.amazonaws.com/${key}`;
    const missing = new CreateStackCommand({ StackName: 'Shop', TemplateURL: `${TemplateURL}x` });
    await expect(cloudformation.send(missing)).rejects.toThrow('S3 error: The specified key does not exist.');
    await cloudformation.send(new CreateStackCommand({ StackName: 'Shop', TemplateURL }));
    const waiting = { client: cloudformation, maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.2 };
    const { reason } = await waitUntilStackCreateComplete(waiting, { StackName: 'Shop' });
    const outputs = (reason as { Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[] }).Stacks[0]
      ?.Outputs;
    const output = (name: string) => outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    const FunctionName = output('FunctionName');
    const lambda = client(LambdaClient);
    const invoke = async () => (await lambda.send(new InvokeCommand({ FunctionName }))).Payload?.transformToString();
    expect(await invoke()).toBe('{"answer":"from S3"}');
    const sfn = new SFNClient({ ...clientSettings(runtime.endpoint) });
    open.push(sfn);
    const run = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: output('MachineArn') }));
    expect(run.output).toBe('1');

    await client(S3Client).send(
      new PutObjectCommand({ Bucket: ASSETS, Key: 'next.zip', Body: zip({ 'index.js': handler('next') }) }),
    );
    const next = { FunctionName, S3Bucket: ASSETS, S3Key: 'next.zip' };
    await expect(lambda.send(new UpdateFunctionCodeCommand({ ...next, S3Key: 'none.zip' }))).rejects.toThrow(
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    );
    await lambda.send(new UpdateFunctionCodeCommand(next));
    expect(await invoke()).toBe('{"answer":"next"}');
  });
});

interface Asset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Record<string, { readonly bucketName: string; readonly objectKey: string }>;
}

const filesIn = (path: string): Record<string, string> =>
  Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));
