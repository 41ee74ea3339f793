import { localLambda } from './testing/local-lambda.ts';
import { zip } from './testing/zip.ts';

const lambda = localLambda();
afterAll(() => lambda.close());

test('a sandbox is reused: its globals stay, its module is loaded once', async () => {
  await lambda.create('counter', 'let n = 0; exports.handler = async (event) => ({ n: ++n, event });');
  expect((await lambda.invoke('counter', { a: 1 })).result).toEqual({ n: 1, event: { a: 1 } });
  expect((await lambda.invoke('counter')).result.n).toBe(2);
});

test('the function sees its own environment and nothing of ours', async () => {
  process.env.PENSTOCK_TEST_SECRET = 'x';
  const Environment = { Variables: { TABLE: 'inventory' } };
  await lambda.create('env', 'exports.handler = async () => process.env', { Environment, MemorySize: 256 });
  const { result } = await lambda.invoke('env');
  expect(result).toMatchObject({
    TABLE: 'inventory',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'env',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
  });
  expect(result.PENSTOCK_TEST_SECRET).toBeUndefined();
});

test('ES modules, the AWS SDK in reach, and the context', async () => {
  const source = `import { LambdaClient } from '@aws-sdk/client-lambda';
    export const handler = async (_event, context) => ({
      sdk: typeof LambdaClient, left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn });`;
  const Code = { ZipFile: zip({ 'index.mjs': source }).toString('base64') };
  await lambda.create('esm', '', { Code, Timeout: 10 });
  const { result } = await lambda.invoke('esm');
  expect(result).toMatchObject({ sdk: 'function', arn: 'arn:aws:lambda:us-east-1:000000000000:function:esm' });
  expect(result.left).toBeGreaterThan(1_000);
  expect(result.left).toBeLessThanOrEqual(10_000);
});

test('an error that the handler throws is answered with its type, message and trace', async () => {
  const source =
    'class Refused extends Error { name = "Refused" } exports.handler = async () => { throw new Refused("no") }';
  await lambda.create('throws', source);
  const { FunctionError, result } = await lambda.invoke('throws');
  expect(FunctionError).toBe('Unhandled');
  expect(result).toMatchObject({ errorType: 'Refused', errorMessage: 'no' });
  expect(result.trace[0]).toContain('no');
});

test.each([
  [
    'spins',
    'exports.handler = async () => { console.log("spinning"); for (;;); }',
    { Timeout: 1 },
    'Sandbox.Timedout',
    'Task timed out after 1.00 seconds',
  ],
  ['exits', 'exports.handler = async () => process.exit(3)', {}, 'Runtime.ExitError', 'exit status 3'],
  [
    'kills itself',
    'exports.handler = async () => process.kill(process.pid, "SIGKILL")',
    {},
    'Runtime.ExitError',
    'signal: killed',
  ],
  [
    'throws outside a promise',
    'exports.handler = () => new Promise(() => setTimeout(() => { throw new TypeError("late") }, 1))',
    {},
    'TypeError',
    'late',
  ],
  [
    'rejects unseen',
    'exports.handler = () => new Promise(() => { Promise.reject(new Error("unseen")) })',
    {},
    'Runtime.UnhandledPromiseRejection',
    'unseen',
  ],
  [
    'eats memory',
    'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(0.5)); }',
    { Timeout: 30 },
    'Runtime.OutOfMemory',
    'signal: killed',
  ],
  [
    'eats memory outside the heap',
    'exports.handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(1e7, 1)); }',
    { Timeout: 30 },
    'Runtime.OutOfMemory',
    'signal: killed',
  ],
  [
    'asks for more at once than its heap may hold',
    'exports.handler = async () => { const all = []; for (;;) all.push(new Array(2e7).fill(0.5)); }',
    { Timeout: 30 },
    'Runtime.OutOfMemory',
    'signal: killed',
  ],
  ['does not load', 'throw new RangeError("at load")', {}, 'RangeError', 'at load'],
  ['is no JavaScript', 'exports.handler = = 1', {}, 'Runtime.UserCodeSyntaxError', 'Unexpected token'],
  ['exports nothing', '', {}, 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  ['misses a module', 'require("nowhere")', {}, 'Runtime.ImportModuleError', "Cannot find module 'nowhere'"],
  [
    'takes a callback',
    'exports.handler = (e, c, done) => done(null, 1)',
    {},
    'Runtime.CallbackHandlerDeprecated',
    'removed support for callback',
  ],
])(
  'a handler that %s ends alone, with the error that Lambda gives it',
  async (what, source, more, errorType, message) => {
    const name = what.replaceAll(' ', '-');
    await lambda.create(name, source, more);
    const { result } = await lambda.invoke(name);
    expect(result.errorType).toBe(errorType);
    expect(result.errorMessage).toContain(message);
    expect((await lambda.invoke('counter')).FunctionError).toBeUndefined();
  },
);

test('what a killed handler had written is in the logs, between START and REPORT', async () => {
  const messages = await lambda.logs('spins');
  expect(messages[0]).toMatch(/^START RequestId: \S+ Version: \$LATEST$/);
  expect(messages[1]).toMatch(/\tINFO\tspinning$/);
  expect(messages.at(-1)).toMatch(
    /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB/,
  );
});

test('reserved concurrency is enforced', async () => {
  await lambda.create('slow', 'exports.handler = () => new Promise((done) => setTimeout(() => done("ok"), 100))');
  await lambda.cloud.call('lambda', 'PutFunctionConcurrency', {
    FunctionName: 'slow',
    ReservedConcurrentExecutions: 1,
  });
  const first = lambda.invoke('slow');
  await expect(lambda.invoke('slow')).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
  expect((await first).result).toBe('ok');
});

test('changed code is what the next invocation runs', async () => {
  await lambda.create('changing', 'exports.handler = async () => 1');
  expect((await lambda.invoke('changing')).result).toBe(1);
  const ZipFile = zip({ 'index.js': 'exports.handler = async () => 2' }).toString('base64');
  await lambda.cloud.call('lambda', 'UpdateFunctionCode', { FunctionName: 'changing', ZipFile });
  expect((await lambda.invoke('changing')).result).toBe(2);
});

test('invocations run side by side, each in a sandbox of its own', async () => {
  await lambda.create(
    'parallel',
    'let busy = 0; exports.handler = async () => { const seen = ++busy; await new Promise((r) => setTimeout(r, 20)); busy--; return seen; }',
  );
  const results = await Promise.all(Array.from({ length: 6 }, () => lambda.invoke('parallel')));
  expect(results.map(({ result }) => result)).toEqual([1, 1, 1, 1, 1, 1]);
});

test("JSON logs are objects, with the platform's own events around them", async () => {
  const code =
    'exports.handler = async () => { console.debug("unseen"); const loop = {}; loop.loop = loop; console.warn({ low: 1 }); console.error(loop); console.log("a %s", "b") }';
  await lambda.create('json-logs', code, { LoggingConfig: { LogFormat: 'JSON' } });
  await lambda.invoke('json-logs');
  const [start, warning, looped, info, report] = (await lambda.logs('json-logs')).map((message) => JSON.parse(message));
  expect(start).toMatchObject({ type: 'platform.start', record: { version: '$LATEST' } });
  expect(warning).toMatchObject({ level: 'WARN', message: { low: 1 } });
  expect(looped).toMatchObject({ level: 'ERROR', message: expect.stringContaining('Circular') });
  expect(info).toMatchObject({ level: 'INFO', message: 'a b' });
  expect(report).toMatchObject({
    type: 'platform.report',
    record: { status: 'success', metrics: { memorySizeMB: 128 } },
  });
});
