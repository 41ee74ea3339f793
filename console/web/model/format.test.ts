import { ago, count, duration, tail } from './format.ts';

test.each([
  [0, '0 ms'],
  [88.4, '88 ms'],
  [1_240, '1.24 s'],
  [45_000, '45.0 s'],
  [185_000, '3 m 05 s'],
  [7_800_000, '2 h 10 m'],
  [273_600_000, '3 d 04 h'],
])('%d ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('what is not known is a dash', () => {
  expect([duration(null), count(undefined)]).toEqual(['–', '–']);
});

test('numbers are grouped, moments told from now, ARNs by their end', () => {
  expect(count(12_345)).toBe('12,345');
  expect([ago(0, 5_000), ago(0, 240_000), ago(0, 200_000_000)]).toEqual(['just now', '4 min ago', '2 d ago']);
  expect(tail('arn:aws:sqs:eu-west-1:1:queue')).toBe('queue');
});
