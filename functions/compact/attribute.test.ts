import { plain, plainItem } from './attribute.ts';

test.each([
  [{ S: '' }, ''],
  [{ BOOL: false }, false],
  [{ NULL: true }, null],
  [{ N: '-12.5' }, -12.5],
  [{ N: '1E+3' }, 1000],
  [{ N: '0.1' }, 0.1],
  [{ NS: ['1', '2'] }, [1, 2]],
  [{ B: 'AAE=' }, 'AAE='],
  [{ BS: ['AAE='] }, ['AAE=']],
  [{ L: [{ S: 'a' }, { M: { b: { N: '1' } } }] }, ['a', { b: 1 }]],
])('%j is %j', (attribute, value) => {
  expect(plain(attribute)).toEqual(value);
});

test('a number that a double would change stays text', () => {
  expect(plain({ N: '12345678901234567890' })).toBe('12345678901234567890');
  expect(plain({ N: '0.12345678901234567890' })).toBe('0.12345678901234567890');
});

test('an attribute named like a property of objects is only an attribute', () => {
  expect(Object.entries(plainItem({ constructor: { S: 'x' } }))).toEqual([['constructor', 'x']]);
});

test.each([[null], ['S'], [{}], [{ X: 1 }], [{ L: 'no list' }]])('%j is refused', (odd) => {
  expect(() => plain(odd)).toThrow(TypeError);
});
