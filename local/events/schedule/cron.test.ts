import { parseSchedule } from './expression.ts';

const from = Date.UTC(2026, 0, 1);

function times(expression: string, count: number, timeZone = 'UTC', start = from): string[] {
  const schedule = parseSchedule(expression, start, timeZone);
  const found: string[] = [];
  for (let at = schedule?.next(start); at !== undefined && found.length < count; at = schedule?.next(at)) {
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

// The examples of the EventBridge user guide, and what they say about themselves.
test.each([
  ['cron(0 10 * * ? *)', ['2026-01-01T10:00', '2026-01-02T10:00']],
  ['cron(15 12 * * ? *)', ['2026-01-01T12:15', '2026-01-02T12:15']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-01-01T08:00', '2026-02-01T08:00']],
  ['cron(0/15 * * * ? *)', ['2026-01-01T00:15', '2026-01-01T00:30']],
  ['cron(0/5 8-17 ? * MON-FRI *)', ['2026-01-01T08:00', '2026-01-01T08:05']],
  ['cron(0 9 ? * 2#1 *)', ['2026-01-05T09:00', '2026-02-02T09:00']],
  ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00']],
  ['cron(0 0 ? * 6L *)', ['2026-01-30T00:00', '2026-02-27T00:00']],
  ['cron(0 0 15W * ? *)', ['2026-01-15T00:00', '2026-02-16T00:00']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['rate(2 hours)', ['2026-01-01T02:00', '2026-01-01T04:00']],
])('%s', (expression, expected) => {
  expect(times(expression, expected.length)).toEqual(expected);
});

test('a minute that clocks skip in spring does not come, one that comes twice in autumn comes once', () => {
  expect(times('cron(30 2 * * ? *)', 2, 'Europe/Paris', Date.UTC(2026, 2, 28))).toEqual([
    '2026-03-28T01:30',
    '2026-03-30T00:30',
  ]);
  expect(times('cron(30 2 * * ? *)', 2, 'Europe/Paris', Date.UTC(2026, 9, 24, 12))).toEqual([
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
});

test.each([
  'cron(0 9 * * * *)',
  'cron(0 9 ? * ? *)',
  'cron(60 9 * * ? *)',
  'cron(0 9 * * ?)',
  'rate(5 minute)',
  'rate(-1 days)',
  'x',
])('%s is refused', (expression) => {
  expect(parseSchedule(expression, from)).toBeUndefined();
});

test('a year that has passed never fires', () => {
  expect(times('cron(0 0 1 1 ? 2020)', 1)).toEqual([]);
});
