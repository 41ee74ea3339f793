import { exited } from './endings.ts';

test.each([
  [{ code: 0, signal: null }, 'Runtime exited without providing a reason'],
  [{ code: 7, signal: null }, 'Runtime exited with error: exit status 7'],
  [{ code: null, signal: 'SIGSEGV' as const }, 'Runtime exited with error: signal: segmentation fault'],
  [{ code: null, signal: null, error: new Error('spawn ENOENT') }, 'Runtime failed to start: spawn ENOENT'],
])('%j is told as Lambda tells it', (how, message) => {
  const errorMessage = `RequestId: r Error: ${message}`;
  expect(exited('r', how, ['a line'])).toEqual({ errorType: 'Runtime.ExitError', errorMessage });
});

test('an abort over a full heap is an end for want of memory', () => {
  const logs = ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'];
  expect(exited('r', { code: null, signal: 'SIGABRT' }, logs).errorType).toBe('Runtime.OutOfMemory');
  expect(exited('r', { code: null, signal: 'SIGABRT' }, []).errorType).toBe('Runtime.ExitError');
});
