import { LineCutter, LONGEST_LINE } from './console.ts';

test('lines are cut at their newlines; the rest waits for its own, or for the end', () => {
  const lines: string[] = [];
  const cutter = new LineCutter((line) => lines.push(line));
  for (const text of ['a', 'b\nc', '\n\nd']) cutter.write(text);
  expect(lines).toEqual(['ab', 'c']);
  cutter.flush();
  expect(lines).toEqual(['ab', 'c', 'd']);
});

test('a line without end does not wait for ever', () => {
  const lines: string[] = [];
  const cutter = new LineCutter((line) => lines.push(line));
  for (let n = 0; n < 3; n++) cutter.write('x'.repeat(LONGEST_LINE));
  expect(lines.length).toBeGreaterThan(0);
});
