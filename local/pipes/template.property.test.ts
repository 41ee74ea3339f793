import fc from 'fast-check';
import { compileTemplate, type ReservedValues } from './template.ts';

const reserved: ReservedValues = {
  ...{ pipeArn: '', pipeName: 'p', sourceArn: '', enrichmentArn: '', targetArn: '' },
  ingestionTime: '2026-11-20T10:00:00.000Z',
};

/** A template and what it shall make, built side by side. */
interface Made {
  readonly template: string;
  /** Undefined: it goes, with its member. */
  readonly value: unknown;
}

const blanks = fc.constantFrom('', ' ', '\n  ');
const names = fc.constantFrom('a', 'b c', 'q"uote', 'back\\slash', ',');

/** The event has one field for each path: `v0`, `v1` … */
function scene(values: readonly unknown[]): { event: object; tree: fc.Arbitrary<Made> } {
  const event = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
  const path = fc.nat({ max: values.length }).map((index) => ({ index, value: values[index] }));
  // JSON knows no negative zero.
  const plain = fc
    .jsonValue({ maxDepth: 0 })
    .map((value) => JSON.stringify(value))
    .map((template): Made => ({ template, value: JSON.parse(template) }));
  const variable = path.map(({ index, value }): Made => ({ template: `<$.v${index}>`, value }));
  const quoted = path
    .filter(({ value }) => typeof value !== 'object')
    .map(({ index, value }): Made => ({ template: `"is <$.v${index}>"`, value: `is ${value ?? ''}` }));
  const { tree } = fc.letrec<{ tree: Made }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.oneof(plain, variable, quoted),
      object(tie('tree')),
      list(tie('tree')),
    ),
  }));
  return { event, tree: fc.oneof(object(tree), list(tree)) };
}

const object = (member: fc.Arbitrary<Made>): fc.Arbitrary<Made> =>
  fc
    .tuple(fc.uniqueArray(fc.tuple(names, member), { selector: ([name]) => name, maxLength: 4 }), blanks)
    .map(([members, gap]) => ({
      template: `{${gap}${members.map(([name, { template }]) => `${JSON.stringify(name)}${gap}:${gap}${template}`).join(`${gap},${gap}`)}${gap}}`,
      value: Object.fromEntries(
        members.filter(([, { value }]) => value !== undefined).map(([name, { value }]) => [name, value]),
      ),
    }));

const list = (member: fc.Arbitrary<Made>): fc.Arbitrary<Made> =>
  fc.tuple(fc.array(member, { maxLength: 4 }), blanks).map(([members, gap]) => ({
    template: `[${gap}${members.map(({ template }) => template).join(`${gap},${gap}`)}${gap}]`,
    value: members.map(({ value }) => value).filter((value) => value !== undefined),
  }));

/** What a message's body holds is read as JSON where a path goes into it; these fields are none. */
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', '\\', ',', ' ', ':', '{', '}', '\n') }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(fc.constantFrom('k', 'l'), fc.oneof(fc.string(), fc.integer()), { noNullPrototype: true }),
);

test('a template of JSON makes the JSON that it says, without the members whose variables lead nowhere', () => {
  const made = fc
    .array(value, { minLength: 1, maxLength: 4 })
    .chain((values) => fc.tuple(fc.constant(scene(values).event), scene(values).tree));
  fc.assert(
    fc.property(made, ([event, { template, value: wanted }]) => {
      expect(JSON.parse(compileTemplate(template)(event, reserved))).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});

test('a megabyte of blanks beside a variable that leads nowhere', () => {
  const template = compileTemplate('{"a": <$.a>, "b": <$.missing>, "c": 1}');
  const event = { a: ' '.repeat(1_000_000) };
  expect(JSON.parse(template(event, reserved))).toEqual({ ...event, c: 1 });
});

test('a template that names a large record hundreds of times ends at what a pipe carries', () => {
  const template = compileTemplate(`[${Array(400).fill('<aws.pipes.event>').join(',')}]`);
  const made = template({ body: 'x'.repeat(1_000_000) }, reserved);
  expect(made.length).toBeGreaterThan(6 * 1024 * 1024);
  expect(made.length).toBeLessThan(8 * 1024 * 1024);
});
