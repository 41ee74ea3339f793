import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runs } from '../../../test/support/runs.ts';
import { until } from '../../../test/support/until.ts';
import { localLambda } from '../testing/local-lambda.ts';

const lambda = localLambda();
afterAll(() => lambda.close());

const gone = (pid: number) =>
  until(
    async () => runs(pid),
    (running) => !running,
  );

test('a function has a process, a folder and an environment of its own', async () => {
  const code = `exports.handler = async () => {
    const seen = require('node:child_process').execFileSync('env').toString();
    return { pid: process.pid, folder: process.cwd() === process.env.LAMBDA_TASK_ROOT, seen, own: Object.keys(process.env).length };
  }`;
  process.env.PENSTOCK_TEST_SECRET = 'x';
  await lambda.create('own', code);
  const { result } = await lambda.invoke('own');
  expect(result).toMatchObject({ folder: true });
  expect(result.pid).not.toBe(process.pid);
  expect(result.seen).toContain('AWS_LAMBDA_FUNCTION_NAME=own');
  expect(result.seen).not.toContain('PENSTOCK_TEST_SECRET');
  expect(result.seen.trim().split('\n')).toHaveLength(result.own);
});

test('what it logs, by the console or past it, is in order', async () => {
  const code = `exports.handler = async () => {
    console.log('first'); process.stdout.write('second\\nthi'); process.stdout.write('rd\\n'); console.error('fourth');
    process.stderr.write('without a newline');
  }`;
  await lambda.create('talks', code);
  await lambda.invoke('talks');
  const lines = (await lambda.logs('talks')).slice(1, -2).map((line) => line.split('\t').at(-1));
  expect(lines).toEqual(['first', 'second', 'third', 'fourth', 'without a newline']);
});

test('REPORT tells the memory that it has held', async () => {
  await lambda.create('light', 'exports.handler = async () => 1', { MemorySize: 1024 });
  await lambda.invoke('light');
  const report = (await lambda.logs('light')).at(-1);
  const used = Number(/Max Memory Used: (\d+) MB/.exec(report ?? '')?.[1]);
  expect(used).toBeGreaterThan(10);
  expect(used).toBeLessThan(512);
});

test.each([
  ['returns and its environment is retired', 'return started.pid;'],
  ['exits', 'process.exit(7);'],
  ['is killed', 'process.kill(process.pid, "SIGKILL"); for (;;);'],
  ['spins until its time is over', 'for (;;);'],
])('what a function has started ends with its environment when it %s', async (what, end) => {
  const file = join(mkdtempSync(join(tmpdir(), 'penstock-strays-')), 'pids');
  const code = `exports.handler = async () => {
    const { spawn } = require('node:child_process');
    const near = spawn('sleep', ['600'], { stdio: 'inherit' });
    const started = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
    require('node:fs').writeFileSync(${JSON.stringify(file)}, [process.pid, near.pid, started.pid].join(' '));
    ${end}
  }`;
  const name = what.replaceAll(/\W/g, '-');
  await lambda.create(name, code, { Timeout: 1 });
  await lambda.invoke(name);
  await lambda.cloud.call('lambda', 'DeleteFunction', { FunctionName: name });
  const pids = readFileSync(file, 'utf8').split(' ').map(Number);
  const [own = 0, near = 0, far = 0] = pids;
  await Promise.all([own, near, ...(process.platform === 'linux' ? [far] : [])].map(gone));
});

test('a function that reaches for its parent by mistake is refused', async () => {
  const code =
    'exports.handler = async () => { try { process.kill(process.ppid) } catch (error) { return error.code } }';
  await lambda.create('parricide', code);
  expect((await lambda.invoke('parricide')).result).toBe('EPERM');
});

test('an environment without work that dies is replaced', async () => {
  await lambda.create(
    'dies',
    'exports.handler = async () => { setTimeout(() => process.exit(1), 1); return process.pid }',
  );
  const { result: pid } = await lambda.invoke('dies');
  await gone(pid);
  const next = await lambda.invoke('dies');
  expect(next.FunctionError).toBeUndefined();
  expect(next.result).not.toBe(pid);
});

test('what runs when the runtime ends is not answered, and does not outlive it', async () => {
  const ending = localLambda();
  const file = join(mkdtempSync(join(tmpdir(), 'penstock-ends-')), 'pid');
  const code = `exports.handler = async () => { require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); for (;;); }`;
  await ending.create('spins', code, { Timeout: 60 });
  let answered = false;
  const answer = () => {
    answered = true;
  };
  void ending.invoke('spins').then(answer, answer);
  await until(async () => existsSync(file) && readFileSync(file, 'utf8') !== '', Boolean);
  await ending.close();
  expect(runs(Number(readFileSync(file, 'utf8')))).toBe(false);
  expect(answered).toBe(false);
});
