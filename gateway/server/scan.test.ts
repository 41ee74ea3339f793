import { getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { buildStrictly } from '../model/build.ts';
import { labSources } from '../testing/lab/sources.ts';
import { Random } from '../testing/random.ts';
import { randomOperation } from '../testing/random-operation.ts';
import { DEFAULT_LIMITS, limitsRule, type OperationLimits } from './limits.ts';
import { scan } from './scan.ts';

const { schema } = buildStrictly(labSources());
const nested = (levels: number) => `{ ${'a { '.repeat(levels - 1)} a ${'}'.repeat(levels - 1)} }`;
const aliases = (n: number) => Array.from({ length: n }, (_, i) => `a${i}: a`).join(' ');
const refusal = (text: string, limits: OperationLimits = DEFAULT_LIMITS) => scan(text, limits)?.message;

function measured(text: string, limits: OperationLimits): boolean {
  try {
    return validate(schema, parse(text, limits), [...specifiedRules, limitsRule(limits, true)]).length > 0;
  } catch {
    return true;
  }
}

test('what it refuses, parsing or the exact measure would refuse as well; and it does refuse', () => {
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const { text } = randomOperation(schema, random);
    const limits = { ...DEFAULT_LIMITS, maxTokens: 10 + (seed % 90), maxDepth: 1 + (seed % 4), maxAliases: seed % 5 };
    if (!scan(text, limits)) continue;
    refused++;
    expect([seed, measured(text, limits)]).toEqual([seed, true]);
  }
  expect(refused).toBeGreaterThan(50);
});

test.each([
  ['depth', nested(12), nested(13), /too deep/],
  ['aliases', `{ ${aliases(30)} }`, `{ ${aliases(31)} }`, /too many aliases/],
  ['tokens', `{ ${'a '.repeat(1_998)} }`, `{ ${'a '.repeat(1_999)} }`, /too many tokens/],
])('%s: the limit itself is allowed, one more is refused', (_, allowed, excessive, message) => {
  expect(refusal(allowed)).toBeUndefined();
  expect(refusal(excessive)).toMatch(message);
});

test.each([
  ['braces of inline fragments', `{ ${'... on A { ... @include(if: true) { ... { '.repeat(10)} a ${'}'.repeat(30)} }`],
  ['braces and colons in arguments', `{ a(x: {${Array.from({ length: 40 }, (_, i) => `b${i}: {c: -1.5e+3}`)}}) }`],
  [
    'what stands in texts and comments',
    `{ a(x: "{{{ a: \\" b:", y: """${'{ a: \\""" '.repeat(40)}""") # ${'{ a:'.repeat(40)}\n }`,
  ],
  ['aliases of another operation', `query A { ${aliases(20)} } query B { ${aliases(20)} }`],
  ['an introspection', getIntrospectionQuery()],
  ['what is no GraphQL', '} ) ( """ " \u0000 ... on'],
])('%s: not counted', (_, text) => {
  expect(refusal(text)).toBeUndefined();
});

test('a spread of a fragment elsewhere does not hide the braces of the field behind it', () => {
  expect(refusal(`{ ${'...F a { '.repeat(12)} a ${'}'.repeat(12)} }`)).toMatch(/too deep/);
  expect(refusal(`{ ${'...onward a { '.repeat(12)} a ${'}'.repeat(12)} }`)).toMatch(/too deep/);
});

test('an introspection that is deeper than any tool asks is refused, too', () => {
  expect(refusal(`{ __type(name: "A") { ${'fields { type { '.repeat(20)} name ${'} }'.repeat(20)} } }`)).toMatch(
    /deep/,
  );
});
