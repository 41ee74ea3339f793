import fc from 'fast-check';
import { compilePattern } from './pattern.ts';

const matches = (pattern: object | string, event: unknown, dialect?: 'pipes'): boolean =>
  compilePattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern), { dialect })(event);

const one = (test: unknown, value: unknown): boolean => matches({ a: [test] }, { a: value });

test.each<[unknown, unknown, boolean]>([
  ['x', 'x', true],
  ['x', ['y', 'x'], true],
  ['', '', true],
  [null, null, true],
  [null, 'null', false],
  [true, 'true', false],
  [300, 3e2, true],
  [300, '300', false],
  [{ prefix: 'us-' }, 'us-east-1', true],
  [{ prefix: '1' }, 12, false],
  [{ prefix: { 'equals-ignore-case': 'EU' } }, 'eu-west', true],
  [{ suffix: '.png' }, 'a.png', true],
  [{ suffix: { 'equals-ignore-case': '.PNG' } }, 'a.png', true],
  [{ 'equals-ignore-case': 'ABC' }, 'abc', true],
  [{ wildcard: 'a*c' }, 'abbc', true],
  [{ wildcard: 'a\\*c' }, 'a*c', true],
  [{ wildcard: 'aa*aa' }, 'aaa', false],
  [{ numeric: ['>', 0, '<=', 5] }, 5, true],
  [{ numeric: ['>', 0, '<=', 5] }, 0, false],
  [{ numeric: ['=', 1] }, '1', false],
  [{ cidr: '10.0.0.0/24' }, '10.0.0.255', true],
  [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
  [{ cidr: '2001:db8::/64' }, '2001:db8:0:0:ffff::', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  [{ exists: true }, null, true],
  [{ exists: true }, [], false],
  [{ exists: true }, { b: 1 }, false],
  [{ 'anything-but': 'x' }, 'y', true],
  [{ 'anything-but': 'x' }, ['x', 'y'], true],
  [{ 'anything-but': [1, 2] }, 'x', true],
  [{ 'anything-but': { prefix: ['a', 'b'] } }, 'bc', false],
  [{ 'anything-but': { suffix: '.txt' } }, 'a.png', true],
  [{ 'anything-but': { 'equals-ignore-case': 'AB' } }, 'ab', false],
  [{ 'anything-but': { wildcard: '*b*' } }, 'abc', false],
])('%j on %j is %s', (test, value, expected) => {
  expect(one(test, value)).toBe(expected);
});

test('fields are all demanded, absent ones only where the pattern says so', () => {
  const event = { source: 's', detail: { state: 'on' } };
  expect(matches({ source: ['s'], detail: { state: ['on'] } }, event)).toBe(true);
  expect(matches({ source: ['s'], detail: { other: [{ 'anything-but': 'x' }] } }, event)).toBe(false);
  expect(matches({ detail: { other: [{ exists: false }, 'x'] } }, event)).toBe(true);
});

test('$or needs one of its branches, and what stands beside it', () => {
  const pattern = { a: [1], $or: [{ b: [1] }, { c: { d: [1] } }] };
  expect(matches(pattern, { a: 1, c: { d: 1 } })).toBe(true);
  expect(matches(pattern, { a: 1, b: 2 })).toBe(false);
  expect(matches(pattern, { a: 2, b: 1 })).toBe(false);
});

test('dotted and nested keys are the same', () => {
  expect(matches({ 'a.b': ['x'] }, { a: { b: 'x' } })).toBe(true);
  expect(matches({ a: { b: ['x'] } }, { 'a.b': 'x' })).toBe(true);
});

test('a key that is repeated counts as it was written last', () => {
  expect(matches('{"a":["x"],"a":["y"]}', { a: 'y' })).toBe(true);
  expect(matches('{"a":["x"],"a":["y"]}', { a: 'x' })).toBe(false);
});

test('values out of one array must come out of the same element', () => {
  const pattern = { a: { x: [1], y: [2] } };
  expect(matches(pattern, { a: [{ x: 1, y: 2 }] })).toBe(true);
  expect(
    matches(pattern, {
      a: [
        { x: 1, y: 9 },
        { x: 9, y: 2 },
      ],
    }),
  ).toBe(false);
});

test.each([
  ['["a"]', 'Filter is not an object'],
  ['{"a":"x"}', '"a" must be an object or an array'],
  ['{"a":[]}', 'Empty arrays are not allowed'],
  ['{}', 'Empty objects are not allowed'],
  ['{"a":[{"EXISTS":true}]}', 'Unrecognized match type EXISTS'],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
  ['{"a":[{"numeric":["<"]}]}', 'Value of < must be numeric'],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', 'Bottom must be less than top'],
  ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters at pos 2'],
  ['{"a":[{"wildcard":"*a*a*a*a*a*"}]}', 'Rule is too complex'],
  ['{"a":[{"anything-but":["x",1]}]}', 'mixed type is not supported'],
  ['{"a":[{"cidr":"x"}]}', "Malformed CIDR, one '/' required"],
  ['{"$or":[{"a":[1]}]}', 'There must have at least 2 Objects in $or relationship'],
  ['{"a":[1', 'Unexpected end-of-input'],
  [
    "{'a':[1]}",
    'was expecting double-quote to start field name\n at [Source: (String)"{\'a\':[1]}"; line: 1, column: 3]',
  ],
])('%s is refused', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
  expect(() => compilePattern(pattern)).toThrow('Event pattern is not valid. Reason: ');
});

test.each([{ wildcard: 'a*' }, { cidr: '10.0.0.0/8' }, { 'anything-but': { prefix: 'a' } }])(
  'Pipes do not know %j',
  (test) => {
    expect(one(test, 'x')).toBeDefined();
    expect(() => matches({ a: [test] }, {}, 'pipes')).toThrow('Event pattern is not valid');
  },
);

test('a hostile pattern on a hostile text is answered', () => {
  const text = 'a'.repeat(1_000_000);
  expect(one({ wildcard: `*${'a'.repeat(900)}b*${'a'.repeat(900)}*c` }, `${text}c`)).toBe(false);
  const elements = Array.from({ length: 500 }, (_, x) => ({ x, y: x + 1, z: 0 }));
  const pattern = { a: { x: [{ exists: true }], y: [{ exists: true }], z: [{ exists: true }, 0] }, b: { c: [1] } };
  expect(matches(pattern, { a: elements, b: elements.map(() => ({ c: 2 })) })).toBe(false);
});

test('wildcards agree with a plain search', () => {
  const letters = fc.constantFrom('a', 'b', '*').map((letter) => letter);
  const plain = (pattern: string, text: string): boolean => {
    if (pattern === '') return text === '';
    if (pattern[0] !== '*') return text !== '' && text[0] === pattern[0] && plain(pattern.slice(1), text.slice(1));
    return Array.from({ length: text.length + 1 }, (_, skip) => text.slice(skip)).some((rest) =>
      plain(pattern.slice(1), rest),
    );
  };
  const pattern = fc.string({ unit: letters, maxLength: 7 }).map((text) => text.replace(/\*+/g, '*'));
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
  fc.assert(
    fc.property(pattern, text, (p, t) => one({ wildcard: p }, t) === plain(p, t)),
    { numRuns: 500 },
  );
});

/** The meaning of a pattern, spelt out: every way to take one value for each field is tried. */
function oracle(pattern: Record<string, unknown[]>, event: object): boolean {
  type Found = { value: unknown; at: Map<unknown, number> };
  const found = new Map<string, Found[]>();
  const walk = (node: unknown, path: string[], at: Map<unknown, number>): void => {
    if (Array.isArray(node)) {
      node.forEach((item, i) => {
        const inside = typeof item === 'object' && item !== null ? new Map([...at, [node, i]]) : at;
        walk(item, path, inside);
      });
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) walk(value, [...path, key], at);
    } else found.set(path.join('.'), [...(found.get(path.join('.')) ?? []), { value: node, at }]);
  };
  walk(event, [], new Map());
  const agrees = (a: Map<unknown, number>, b: Map<unknown, number>) =>
    [...a].every(([array, i]) => (b.get(array) ?? i) === i);
  const names = Object.keys(pattern).sort();
  const go = (index: number, taken: Map<unknown, number>): boolean => {
    const name = names[index];
    if (name === undefined) return true;
    const here = (found.get(name) ?? []).filter(({ at }) => agrees(at, taken));
    return (pattern[name] ?? []).some((test) => {
      const exists = (test as { exists?: boolean } | null)?.exists;
      if (exists === false) return here.length === 0 && go(index + 1, taken);
      return here.some(({ value, at }) => (exists || value === test) && go(index + 1, new Map([...taken, ...at])));
    });
  };
  return go(0, new Map());
}

test('nested arrays agree with trying every combination', () => {
  const leaf = fc.constantFrom(1, 2, 'x');
  const { event } = fc.letrec<{ event: object; node: unknown }>((tie) => ({
    event: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 }),
    node: fc.oneof({ maxDepth: 4 }, leaf, tie('event'), fc.array(tie('node'), { maxLength: 3 })),
  }));
  const name = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((steps) => steps.join('.'));
  const tests = fc.array(fc.oneof(leaf, fc.constantFrom({ exists: true }, { exists: false })), {
    minLength: 1,
    maxLength: 2,
  });
  const pattern = fc.dictionary(name, tests, { minKeys: 1, maxKeys: 4 });
  fc.assert(
    fc.property(pattern, event, (p, e) => matches(p, e) === oracle(p, e)),
    { numRuns: 1000 },
  );
});
