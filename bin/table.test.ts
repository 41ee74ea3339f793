import { table } from './table.ts';

test('text stands left, numbers right, and what is missing is a dash', () => {
  expect(
    table(
      ['name', 'count'],
      [
        ['a', 1234],
        ['bcd', null],
      ],
    ),
  ).toBe(['name  count', '────  ─────', 'a     1,234', 'bcd       –'].join('\n'));
});
