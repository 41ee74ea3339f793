import { judge } from './alarm.ts';

/** The two tables of AWS's page on missing data, oldest first: X breaches, 0 does not, - is missing. */
const TABLES: [number, number, string, Record<string, string>][] = [
  [3, 3, '0-X-X', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  [3, 3, '----0', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  [3, 3, '-----', { missing: 'INSUFFICIENT_DATA', ignore: 'same', breaching: 'ALARM', notBreaching: 'OK' }],
  [3, 3, '0XX-X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
  [3, 3, '--X--', { missing: 'ALARM', ignore: 'same', breaching: 'ALARM', notBreaching: 'OK' }],
  [3, 2, '0-X-X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
  [3, 2, '00X0X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
  [3, 2, '0-X--', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
  [3, 2, '----0', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
  [3, 2, '---X-', { missing: 'ALARM', ignore: 'same', breaching: 'ALARM', notBreaching: 'OK' }],
];

test.each(TABLES)('%i periods, %i to alarm, %s', (periods, toAlarm, points, expected) => {
  const newestFirst = [...points].reverse().map((point) => (point === '-' ? undefined : Number(point === 'X')));
  const judged = Object.keys(expected).map((missing) => [
    missing,
    judge(newestFirst, { periods, toAlarm, breaching: (value) => value > 0, missing }) ?? 'same',
  ]);
  expect(Object.fromEntries(judged)).toEqual(expected);
});
