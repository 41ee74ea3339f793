import fc from 'fast-check';
import { csvRecords } from './csv.ts';

const read = (text: string, delimiter = ',') => [...csvRecords(text, delimiter)];

test('fields, quotes, newlines and escapes as AWS describes them', () => {
  const row =
    'abc,123,"This string contains commas, a double quotation marks (""), and a newline (\n)",{""MyKey"":""MyValue""},"[1,2,3]"';
  expect(read(row)).toEqual([
    [
      'abc',
      '123',
      'This string contains commas, a double quotation marks ("), and a newline (\n)',
      '{"MyKey":"MyValue"}',
      '[1,2,3]',
    ],
  ]);
  expect(read('path,size\r\nC:\\\\Program Files\\\\MyApp.exe,6534512\r\n')).toEqual([
    ['path', 'size'],
    ['C:\\Program Files\\MyApp.exe', '6534512'],
  ]);
  expect(read('C:\\Program,a\\,b')).toEqual([['C:Program', 'a,b']]);
  expect(read('a|"b|c"|\n\n|d|', '|')).toEqual([
    ['a', 'b|c', ''],
    ['', 'd', ''],
  ]);
  expect(read('\uFEFFa,b')).toEqual([['a', 'b']]);
});

test('what is written with quotes comes back', () => {
  const field = fc.string({ maxLength: 8, unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', ' ', 'é') });
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect(read(text)).toEqual(rows);
    }),
    { numRuns: 100 },
  );
});
