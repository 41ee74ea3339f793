import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from '../../bin/client-settings.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const REGION = 'us-east-1';

const APP = `
const { App, Stack, aws_lambda: lambda, aws_sqs: sqs } = require(${JSON.stringify(join(ROOT, 'node_modules', 'aws-cdk-lib'))});
const stack = new Stack(new App(), 'Shop', { env: { account: '000000000000', region: '${REGION}' } });
const settings = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', functionName: 'greet' };
new lambda.Function(stack, 'Greet', { ...settings, code: lambda.Code.fromAsset(__dirname + '/code') });
new sqs.Queue(stack, 'Queue');
`;

/** A synthesis and several calls of a process that takes a second to start. */
jest.setTimeout(180_000);

/** The unmodified CDK CLI against a runtime without a template: bootstrap, assets, change sets, events, deletion. */
describe('cdk deploy', () => {
  let runtime: Runtime;
  let folder: string;
  let lambda: LambdaClient;
  beforeAll(async () => {
    runtime = await startRuntime({ port: 0 });
    await runtime.resume();
    lambda = new LambdaClient(clientSettings(runtime.endpoint));
    folder = mkdtempSync(join(tmpdir(), 'penstock-cdk-'));
    mkdirSync(join(folder, 'code'));
    writeFileSync(join(folder, 'app.cjs'), APP);
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: `${process.execPath} app.cjs` }));
  });
  afterAll(async () => {
    lambda.destroy();
    await runtime.close();
    rmSync(folder, { recursive: true });
  });

  async function cdk(...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: runtime.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_VALIDATION: 'false',
    };
    const quiet = ['--no-notices', '--no-color', '--progress', 'events'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CDK, ...quiet, ...args], {
      env,
      cwd: folder,
    });
    return stdout + stderr;
  }
  const answers = (text: string) =>
    writeFileSync(join(folder, 'code', 'index.js'), `exports.handler = async () => '${text}';`);
  const greet = async () =>
    (await lambda.send(new InvokeCommand({ FunctionName: 'greet' }))).Payload?.transformToString();

  test('an environment is bootstrapped; a stack is deployed, changed, left alone, destroyed', async () => {
    answers('hello');
    await expect(cdk('deploy')).rejects.toThrow('Has the environment been bootstrapped?');
    expect(await cdk('bootstrap', `aws://000000000000/${REGION}`)).toContain('bootstrapped');
    expect(await cdk('deploy')).toMatch(/CREATE_COMPLETE .*AWS::Lambda::Function/);
    expect(await greet()).toBe('"hello"');
    answers('again');
    expect(await cdk('deploy')).toMatch(/UPDATE_COMPLETE .*AWS::Lambda::Function/);
    expect(await greet()).toBe('"again"');
    expect(await cdk('deploy')).toContain('(no changes)');
    answers('at once');
    expect(await cdk('deploy', '--hotswap')).toContain('Shop');
    expect(await greet()).toBe('"at once"');
    expect(await cdk('destroy', '--force')).toContain('Shop: destroyed');
    await expect(greet()).rejects.toThrow('Function not found');
  });
});
