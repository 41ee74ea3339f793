import type { WorkflowSummary } from '../../server/shapes.ts';
import { byUrgency, healthOf } from './health.ts';

type Alarms = readonly (readonly [string, WorkflowSummary['alarms'][number]['state']])[];

function row(letters: number, alarms: Alarms, state = 'RUNNING') {
  return {
    alarms: alarms.map(([name, its]) => ({ name, state: its, description: '' })),
    deadLetters: [{ name: 'q', kind: 'parked', visible: letters, inFlight: 0 }],
    pipe: { name: 'p', state, reason: null },
  };
}

test.each([
  ['healthy', row(0, [['w-lag', 'OK']])],
  ['attention', row(2, [['w-dead-letters', 'ALARM']])],
  ['alarm', row(0, [['w-lag', 'ALARM']])],
  ['stopped', row(0, [], 'STOPPED')],
])('%s', (health, given) => {
  expect(healthOf(given)).toBe(health);
});

test('an alarm that says more than that there are dead letters is the worst', () => {
  const alarms: Alarms = [
    ['w-dead-letters', 'ALARM'],
    ['w-lag', 'ALARM'],
  ];
  expect(healthOf(row(2, alarms))).toBe('alarm');
});

test('through a stopped pipe nothing is carried over, whatever else waits', () => {
  expect(healthOf(row(2, [], 'STOPPED'))).toBe('stopped');
});

test('what needs somebody stands first', () => {
  const all = [
    { name: 'b', ...row(0, []) },
    { name: 'd', ...row(1, []) },
    { name: 'a', ...row(0, []) },
    { name: 'c', ...row(0, [['w-lag', 'ALARM']]) },
  ];
  expect(all.sort(byUrgency).map(({ name }) => name)).toEqual(['c', 'd', 'a', 'b']);
});
