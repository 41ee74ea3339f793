import fc from 'fast-check';
import type { Json } from '../json.ts';
import { parsePath } from './parse.ts';
import { readValue } from './read.ts';
import { writeAt } from './reference.ts';

const store: Json = {
  book: [
    { title: 'A', price: 8, tags: ['x'] },
    { title: 'B', price: 12, isbn: '1' },
    { title: 'C', price: 9 },
  ],
  'odd name': { 'a.b': 1 },
};

const at = (path: string, input: Json = store): Json | undefined =>
  readValue(parsePath(path), {
    input,
    context: () => ({ State: { Name: 'S' } }),
    variable: (name) => ({ v: [1, 2] })[name],
  });

test.each<[string, Json | undefined]>([
  ['$', store],
  ['$.book[0].title', 'A'],
  ['$.book[-1].title', 'C'],
  ["$['odd name']['a.b']", 1],
  ['$.book[*].title', ['A', 'B', 'C']],
  ['$.book[0,2].title', ['A', 'C']],
  ['$.book[1:].price', [12, 9]],
  ['$.book[:2].price', [8, 12]],
  ['$..price', [8, 12, 9]],
  ['$.book[?(@.price < 10)].title', ['A', 'C']],
  ['$.book[?(@.isbn)].title', ['B']],
  ["$.book[?(@.price > 8 && @.title == 'C')].title", ['C']],
  ['$.book[?(!(@.title =~ /[AB]/))].title', ['C']],
  ["$.book[?(@.title in ['A','B'])].price", [8, 12]],
  ['$.book.length()', 3],
  ['$.none', undefined],
  ['$.none[*].x', []],
  ["$.book[0]['title','none']", { title: 'A' }],
  ['$$.State.Name', 'S'],
  ['$v[1]', 2],
])('%s', (path, expected) => {
  expect(at(path)).toEqual(expected);
});

test('a regular expression that could explode is refused when the path is read', () => {
  expect(() => parsePath('$[?(@ =~ /(a+)+b/)]')).toThrow('repeats a repetition');
});

test('descents that multiply are stopped instead of eating memory', () => {
  const wide: Json = Array.from({ length: 300 }, () => Array.from({ length: 30 }, () => ({ a: 1 })));
  expect(() => at('$..[?(@..a)]..*..*..a', wide)).not.toThrow(RangeError);
});

test('what is written at a path is read there, and the rest stays', () => {
  const key = fc.stringMatching(/^[a-z]{1,4}$/);
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 4 }),
      fc.jsonValue(),
      fc.dictionary(key, fc.constant(null)),
      (keys, value, before) => {
        const path = `$.${keys.join('.')}`;
        const written = writeAt(before, path, value as Json);
        expect(at(path, written)).toEqual(value);
        for (const other of Object.keys(before)) if (other !== keys[0]) expect(written).toHaveProperty(other, null);
      },
    ),
    { numRuns: 200 },
  );
});

test('a name like __proto__ is an ordinary key', () => {
  const written = writeAt({}, '$.__proto__.polluted', true);
  expect(JSON.stringify(written)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
