import { graphOf } from './graph.ts';
import { stepsOf } from './steps.ts';
import type { HistoryEvent } from './types.ts';

let at = 0;
const event = (id: number, previousId: number, type: string, details: Record<string, unknown> = {}): HistoryEvent => ({
  id,
  previousId,
  at: ++at,
  type,
  details,
});
const entered = (id: number, previousId: number, type: string, name: string, input?: unknown) =>
  event(id, previousId, `${type}StateEntered`, { name, ...(input !== undefined && { input: JSON.stringify(input) }) });
const exited = (id: number, previousId: number, type: string, name: string) =>
  event(id, previousId, `${type}StateExited`, { name, output: '"out"' });

test('a task that is retried has an attempt for each try, and no error of its own in the end', () => {
  const [step] = stepsOf([
    event(1, 0, 'ExecutionStarted'),
    entered(2, 0, 'Task', 'Write', { a: 1 }),
    event(3, 2, 'TaskScheduled'),
    event(4, 3, 'TaskStarted'),
    event(5, 4, 'TaskFailed', { error: 'TargetThrottled', cause: '429' }),
    event(6, 5, 'TaskScheduled'),
    event(7, 6, 'TaskSucceeded'),
    exited(8, 7, 'Task', 'Write'),
    event(9, 8, 'ExecutionSucceeded'),
  ]);
  expect(step).toMatchObject({ name: 'Write', type: 'Task', status: 'succeeded', input: { a: 1 }, output: 'out' });
  expect(step?.error).toBeUndefined();
  expect(step?.attempts.map(({ error }) => error)).toEqual(['TargetThrottled', undefined]);
});

test('an error that a Catch takes is told apart from one that ends the execution', () => {
  const steps = stepsOf([
    event(1, 0, 'ExecutionStarted'),
    entered(2, 0, 'Task', 'Write'),
    event(3, 2, 'TaskScheduled'),
    event(4, 3, 'TaskFailed', { error: 'TypeError' }),
    exited(5, 4, 'Task', 'Write'),
    entered(6, 5, 'Fail', 'Bisect'),
    event(7, 6, 'ExecutionFailed', { error: 'TypeError', cause: 'a bug' }),
  ]);
  expect(steps.map(({ name, status, error }) => [name, status, error])).toEqual([
    ['Write', 'caught', 'TypeError'],
    ['Bisect', 'failed', 'TypeError'],
  ]);
});

test('the iterations of a Map stay apart when they are mixed', () => {
  const steps = stepsOf([
    event(1, 0, 'ExecutionStarted'),
    entered(2, 0, 'Map', 'Park'),
    event(3, 2, 'MapStateStarted', { length: 2 }),
    event(4, 3, 'MapIterationStarted', { name: 'Park', index: 0 }),
    event(5, 3, 'MapIterationStarted', { name: 'Park', index: 1 }),
    entered(6, 4, 'Task', 'Send'),
    entered(7, 5, 'Task', 'Send'),
    event(8, 6, 'TaskScheduled'),
    event(9, 7, 'TaskScheduled'),
    event(10, 9, 'TaskSucceeded'),
    exited(11, 10, 'Task', 'Send'),
    event(12, 8, 'TaskFailed', { error: 'Denied' }),
    event(13, 12, 'MapIterationFailed', { name: 'Park', index: 0 }),
    event(14, 13, 'MapStateFailed'),
    event(15, 14, 'ExecutionFailed', { error: 'Denied' }),
  ]);
  expect(steps.map(({ name, depth, iteration, status }) => [name, depth, iteration, status])).toEqual([
    ['Park', 0, undefined, 'failed'],
    ['Send', 1, 0, 'failed'],
    ['Send', 1, 1, 'succeeded'],
  ]);
});

test('an iteration that had to wait for a free place has its own number, and not that of the one that made the place', () => {
  const steps = stepsOf([
    event(1, 0, 'ExecutionStarted'),
    entered(2, 0, 'Map', 'Park'),
    event(3, 2, 'MapStateStarted', { length: 2 }),
    event(4, 3, 'MapIterationStarted', { name: 'Park', index: 0 }),
    entered(5, 4, 'Task', 'Send'),
    exited(6, 5, 'Task', 'Send'),
    event(7, 6, 'MapIterationSucceeded', { name: 'Park', index: 0 }),
    event(8, 7, 'MapIterationStarted', { name: 'Park', index: 10 }),
    entered(9, 8, 'Task', 'Send'),
    exited(10, 9, 'Task', 'Send'),
    event(11, 10, 'MapIterationSucceeded', { name: 'Park', index: 10 }),
    exited(12, 11, 'Map', 'Park'),
  ]);
  expect(steps.map(({ name, depth, iteration, status }) => [name, depth, iteration, status])).toEqual([
    ['Park', 0, undefined, 'succeeded'],
    ['Send', 1, 0, 'succeeded'],
    ['Send', 1, 10, 'succeeded'],
  ]);
});

const DEFINITION = JSON.stringify({
  StartAt: 'Write',
  States: {
    Write: { Type: 'Task', Catch: [{ ErrorEquals: ['A', 'B', 'C'], Next: 'Single' }], Next: 'Park' },
    Single: { Type: 'Choice', Choices: [{ Condition: 'c', Next: 'Park' }], Default: 'Bisect' },
    Park: { Type: 'Map', ItemProcessor: { StartAt: 'Send', States: { Send: { Type: 'Task', End: true } } }, End: true },
    Bisect: { Type: 'Fail' },
  },
});

test('a graph has each state, within its Map, and each way with its reason; the way taken is marked', () => {
  const graph = graphOf(
    DEFINITION,
    stepsOf([
      entered(2, 0, 'Task', 'Write'),
      event(3, 2, 'TaskScheduled'),
      event(4, 3, 'TaskFailed', { error: 'B' }),
      exited(5, 4, 'Task', 'Write'),
      entered(6, 5, 'Choice', 'Single'),
      exited(7, 6, 'Choice', 'Single'),
      entered(8, 7, 'Fail', 'Bisect'),
    ]),
  );
  expect(graph.start).toBe('Write');
  expect(graph.nodes.map(({ name, parent, end, visits }) => [name, parent, end, visits])).toEqual([
    ['Write', undefined, false, 1],
    ['Single', undefined, false, 1],
    ['Park', undefined, true, 0],
    ['Send', 'Park', true, 0],
    ['Bisect', undefined, true, 1],
  ]);
  expect(graph.edges).toEqual([
    { from: 'Write', to: 'Park', taken: false },
    { from: 'Write', to: 'Single', label: 'Catch A and 2 more', taken: true },
    { from: 'Single', to: 'Park', label: 'Choice 1', taken: false },
    { from: 'Single', to: 'Bisect', label: 'Default', taken: true },
  ]);
});
