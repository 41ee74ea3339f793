import fc from 'fast-check';
import { targetInput } from './input.ts';
import type { Rule, Target } from './rules.ts';

const rule: Rule = {
  ...{ name: 'r', bus: 'default', arn: 'arn:rule', state: 'ENABLED', createdBy: '0', createdAt: 0 },
  targets: [],
  tags: [],
};

const event = (detail: object) =>
  JSON.stringify({ id: '1', source: 's', 'detail-type': 'd', resources: ['arn:a'], detail });

function made(detail: object, InputTemplate: string, InputPathsMap: Record<string, string> = {}): string {
  const target: Target = { Id: 't', Arn: 'arn', InputTransformer: { InputTemplate, InputPathsMap } };
  return targetInput(target, rule, event(detail), 0);
}

test.each([
  ['a text', '{"a": <a>}', '{"a": "x\\"y"}'],
  ['a text in a text', '{"a": "is <a>"}', '{"a": "is x\\"y"}'],
  ['a number', '{"n": <n>, "t": "<n>"}', '{"n": 1.5, "t": "1.5"}'],
  ['an object, which loses its quotes in a text', '{"o": <o>, "t": "<o>"}', '{"o": {"k":["v"]}, "t": "{k:[v]}"}'],
  ['nothing', '{"m": <m>, "t": "<m>"}', '{"m": "", "t": ""}'],
  ['lines of text', '"one <n>"\n"two <n>"', '"one 1.5"\n"two 1.5"'],
  ['the rule', '"<aws.events.rule-name> <aws.events.event.ingestion-time>"', '"r 1970-01-01T00:00:00.000Z"'],
  ['an element, and all', '[<r>, <all>]', '["arn:a", ["arn:a"]]'],
])('a template takes %s', (_what, template, wanted) => {
  const paths = { a: '$.detail.a', n: '$.detail.n', o: '$.detail.o', m: '$.detail.missing' };
  const more = { r: '$.resources[0]', all: '$.resources[*]' };
  expect(made({ a: 'x"y', n: 1.5, o: { k: ['v'] } }, template, { ...paths, ...more })).toBe(wanted);
});

/** As an event can have it: JSON knows no negative zero. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

test('what a template of JSON makes is JSON, whatever the event holds', () => {
  fc.assert(
    fc.property(json, fc.string(), (value, text) => {
      const template = '{"value": <v>, "quoted": "<t>", "in": "a <t> b", "list": [<t>, <v>]}';
      expect(JSON.parse(made({ v: value, t: text }, template, { v: '$.detail.v', t: '$.detail.t' }))).toEqual({
        value,
        quoted: text,
        in: `a ${text} b`,
        list: [text, value],
      });
    }),
  );
});

test('a template that names a large event hundreds of times is refused', () => {
  const template = `{"e": [${Array(340).fill('<aws.events.event.json>').join(',')}]}`;
  expect(() => made({ text: 'x'.repeat(900_000) }, template)).toThrow('larger than 1 MiB');
});
