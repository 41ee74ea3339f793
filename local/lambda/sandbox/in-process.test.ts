import { Cloud } from '../../cloud.ts';
import { createLogsService } from '../../logs/service.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { createLambdaService } from '../service.ts';
import { zip } from '../testing/zip.ts';
import { HandlerModules } from './handler-modules.ts';
import type { InProcessOptions } from './in-process-sandbox.ts';

/** What the handler answers, run without a thread on virtual time. */
async function answerOf(code: string, inProcess: InProcessOptions = {}): Promise<unknown> {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });
  cloud.add(createLogsService(cloud), createLambdaService(cloud, { isolation: 'in-process', inProcess }));
  await cloud.call('lambda', 'CreateFunction', {
    FunctionName: 'f',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/test',
    Code: { ZipFile: zip({ 'index.js': code }).toString('base64') },
  });
  const invoked = cloud.call<{ Payload: string }>('lambda', 'Invoke', { FunctionName: 'f' });
  await clock.runUntil(clock.now() + 1_000);
  const { Payload } = await invoked;
  await cloud.stop();
  return JSON.parse(Payload);
}

test('a module that is imported on demand is replaced as one that is required', async () => {
  const modules = { 'node:http': { name: 'virtual' } };
  const code = 'exports.handler = async () => [(await import("node:http")).name, require("node:http").name]';
  expect(await answerOf(code, { modules })).toEqual(['virtual', 'virtual']);
});

test('timers may be cleared that are none, and be unreferenced', async () => {
  const code = `exports.handler = async () => {
    clearTimeout(-1); clearTimeout(undefined);
    clearTimeout(setTimeout(() => { throw new Error('cleared') }, 1).unref());
    return new Promise((done) => setTimeout(done, 10, 'late'));
  }`;
  expect(await answerOf(code)).toBe('late');
});

test('a console over the process\u2019s streams works', async () => {
  const code = `const { Console } = require('node:console');
    exports.handler = async () => { new Console(process.stdout, process.stderr).warn('x'); return 'logged'; }`;
  expect(await answerOf(code)).toBe('logged');
});

test('the text can be changed before it is compiled', async () => {
  const handlers = new HandlerModules({ transform: (source) => source.replace('guarded', 'open') });
  expect(await answerOf('exports.handler = async () => "guarded"', { handlers })).toBe('open');
});

test('what is silent logs nothing', async () => {
  const code = 'exports.handler = async () => { console.log("x"); process.stdout.write("y\\n"); return "done"; }';
  expect(await answerOf(code, { silent: true })).toBe('done');
});
