import { startLocal } from './local-process.ts';

test('work that waits for a process ends with it', async () => {
  const local = await startLocal('--empty', '--port', '0');
  expect(await local.outlives(Promise.resolve('done'))).toBe('done');
  const waiting = local.outlives(new Promise(() => undefined));
  local.process.kill('SIGKILL');
  await expect(waiting).rejects.toThrow('the runtime ended (SIGKILL) in the midst of it');
});
