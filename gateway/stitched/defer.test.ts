import * as fc from 'fast-check';
import { buildSchema, executeSync, type GraphQLSchema, parse, print } from 'graphql';
import { splitDeferred } from './defer.ts';
import { apply, patchesOf } from './incremental.ts';

const schema: GraphQLSchema = buildSchema(`
  type Query { n: N list: [N] other: O }
  type N { a: Int b: Int n: N list: [N] pet: Pet }
  type O { c: Int n: N }
  interface Pet { name: Int }
  type Cat implements Pet { name: Int lives: Int }
  type Dog implements Pet { name: Int n: N }
  directive @defer(if: Boolean, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
`);

/** A tree of values, deep enough for the documents below. */
const value = (depth: number, seed: number): object => ({
  a: seed,
  b: seed + 1,
  c: seed + 2,
  n: depth > 0 ? value(depth - 1, seed * 3 + 1) : null,
  list: depth > 0 ? [value(depth - 1, seed + 5), null, value(depth - 1, seed + 7)] : [],
  pet: { __typename: seed % 2 ? 'Cat' : 'Dog', name: seed, lives: 9, n: depth > 0 ? value(depth - 1, seed) : null },
});
const rootValue = { n: value(4, 1), list: [value(3, 2), null, value(3, 3)], other: { c: 1, n: value(3, 4) } };

const { selection } = fc.letrec<{ selection: string; fields: string }>((tie) => ({
  selection: fc.array(tie('fields'), { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
  fields: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'x: a'),
    tie('selection').map((s) => `n { ${s} }`),
    tie('selection').map((s) => `list { ${s} }`),
    tie('selection').map((s) => `... @defer { ${s} }`),
    tie('selection').map((s) => `... on N @defer { b ${s} }`),
    tie('selection').map((s) => `pet { name ... on Cat @defer { lives } ... on Dog { n { ${s} } } }`),
    fc.constant('...F @defer'),
  ),
}));

test('the parts of any document, put together, are the whole', () => {
  fc.assert(
    fc.property(selection, selection, (one, two) => {
      const document = parse(
        `{ n { ${one} } ... @defer { list { ${two} } other { c n { ${one} } } } } fragment F on N { a n { b ... @defer { a } } }`,
      );
      const run = (part: ReturnType<typeof parse>) => {
        const { data, errors } = executeSync({ schema, document: part, rootValue });
        expect(errors).toBeUndefined();
        return JSON.parse(JSON.stringify(data));
      };
      const split = splitDeferred(document, {});
      const known = run(split?.first ?? document);
      expect(print(split?.first ?? document)).not.toContain('@defer');
      for (const fragment of split?.deferred ?? [])
        for (const patch of patchesOf(fragment, known, { data: run(fragment.document) })) apply(known, patch);
      expect(known).toEqual(run(document));
    }),
    { numRuns: 150 },
  );
});

test('a fragment within a deferred one says so, and comes after it', () => {
  const split = splitDeferred(parse('{ n { ... @defer { a n { ... @defer(label: "in") { b } } } } }'), {});
  expect(split?.deferred.map(({ label, within, keys }) => ({ label, within, keys }))).toEqual([
    { label: undefined, within: undefined, keys: ['n'] },
    { label: 'in', within: 0, keys: ['n', 'n'] },
  ]);
});

test('a null that took its object down leaves what is known, and tells of the errors there', () => {
  const fragment = { label: undefined, within: undefined, keys: ['list'], document: parse('{ a }') };
  const errors = [{ path: ['list', 1, 'b'] }, { path: ['elsewhere'] }];
  expect(patchesOf(fragment, { list: [{ a: 1 }, { a: 2 }] }, { data: { list: [{ b: 1 }, null] }, errors })).toEqual([
    { path: ['list', 0], data: { b: 1 } },
    { path: ['list', 1], data: null, errors: [{ path: ['list', 1, 'b'] }] },
  ]);
});
