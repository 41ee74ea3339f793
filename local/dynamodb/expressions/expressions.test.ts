import { number, text } from '../testing/local-dynamodb.ts';
import type { Item } from '../values/attribute-value.ts';
import { applyUpdate } from './apply-update.ts';
import { parseCondition } from './condition-parser.ts';
import { project } from './document.ts';
import { holds } from './evaluate.ts';
import type { Placeholders } from './parser.ts';
import { parseProjection } from './projection.ts';
import { parseUpdate } from './update.ts';

const placeholders = (values: Item = {}, names: Record<string, string> = {}): Placeholders => ({
  names,
  values,
  unusedNames: new Set(Object.keys(names)),
  unusedValues: new Set(Object.keys(values)),
});

const ITEM: Item = {
  a: number(5),
  s: text('hello'),
  things: { L: [number(1), { M: { deep: text('x') } }] },
  set: { SS: ['p', 'q'] },
  map: { M: { core: { BOOL: true } } },
};

test.each([
  ['a = :five', true],
  ['a <> :five', false],
  ['nope <> :five', true],
  ['nope = :five', false],
  ['nope = nada', false],
  ['nope <> nada', true],
  ['size(nope) <> size(nada)', true],
  ['things[2147483647] = :one', false],
  ['nope <= nada', false],
  ['a < :five OR NOT (s = :hello) OR a BETWEEN :one AND :five', true],
  ['a IN (:one, :five) AND begins_with(s, :he)', true],
  ['contains(#set, :p) and contains(s, :he) and contains(things, :one)', true],
  ['size(s) = :five and size(things) > :one', true],
  ['attribute_exists(things[1].deep) AND attribute_not_exists(things[2])', true],
  ['attribute_type(#m.core, :bool)', true],
  ['s > a', false],
])('%s is %s', (expression, expected) => {
  const values = { ':five': number(5), ':one': number(1), ':hello': text('hello'), ':he': text('he'), ':p': text('p') };
  const { condition } = parseCondition(
    expression,
    placeholders({ ...values, ':bool': text('BOOL') }, { '#m': 'map', '#set': 'set' }),
  );
  expect(holds(condition, ITEM)).toBe(expected);
});

test.each([
  ['', 'The expression can not be empty;'],
  ['a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['a = = b', 'Syntax error; token: "=", near: "= = b"'],
  ['((a = b))', 'The expression has redundant parentheses;'],
  ['name = b', 'Attribute name is a reserved keyword; reserved keyword: name'],
  ['sise(a) = b', 'Invalid function name; function: sise'],
  ['size(a)', 'The function is not allowed to be used this way in an expression; function: size'],
  ['a = :none', 'An expression attribute value used in expression is not defined; attribute value: :none'],
  ['#n = b', 'An expression attribute name used in the document path is not defined; attribute name: #n'],
  [
    'size(a, b) = c',
    'Incorrect number of operands for operator or function; operator or function: size, number of operands: 2',
  ],
  [
    'a = a',
    'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
  ],
  ['a IN (:one, a)', /operator: IN, first operand: \[a\]$/],
  ['a BETWEEN a AND :one', /operator: BETWEEN, first operand: \[a\]$/],
  [`a IN (${Array(101).fill(':one').join()})`, /^The IN operator is provided with too many operands; .*: 101$/],
  [`a = :one${' or a = :one'.repeat(150)}`, 'The expression contains too many operators; operator count: 301'],
  ['('.repeat(4096), 'The expression has redundant parentheses;'],
  ['a[2147483648] = :one', 'List index is not within the allowable range; index: [2147483648]'],
  ['_a = :one', 'Syntax error; token: "_", near: "_a"'],
  ['a = :one AND __b = :one', 'Syntax error; token: "_", near: "AND __"'],
  ['a BETWEEN :two AND :one', /requires upper bound to be greater than or equal to lower bound/],
])('refuses the condition %j', (expression, message) => {
  const values = { ':one': number(1), ':two': number(2) };
  expect(() => parseCondition(expression, placeholders(values))).toThrow(message);
});

test.each([
  ['SET a = a + :n, b = if_not_exists(b, a)', { a: number(7), b: number(5) }],
  ['SET things[1].deep = :s REMOVE things[0]', { things: { L: [{ M: { deep: text('y') } }] } }],
  ['SET a = ((a) + :n)', { a: number(7) }],
  ['SET things[9] = :n', { things: { L: [number(1), { M: { deep: text('x') } }, number(2)] } }],
  ['SET things = list_append(:l, things)', { things: { L: [text('z'), number(1), { M: { deep: text('x') } }] } }],
  ['ADD a :n, fresh :n DELETE #set :gone', { a: number(7), fresh: number(2), set: { SS: ['q'] } }],
  ['REMOVE things[0], things[1]', { things: { L: [] } }],
])('%s', (expression, expected) => {
  const values: Item = { ':n': number(2), ':s': text('y'), ':l': { L: [text('z')] }, ':gone': { SS: ['p', 'r'] } };
  const item = structuredClone(ITEM);
  applyUpdate(parseUpdate(expression, placeholders(values, { '#set': 'set' })).steps, item);
  expect(item).toEqual({ ...ITEM, ...expected });
});

test.each([
  ['SET a = b SET c = d', 'The "SET" section can only be used once in an update expression;'],
  ['SET a.b = c, a = d', /Two document paths overlap with each other;.*path one: \[a, b\], path two: \[a\]/],
  ['SET a.b = c, a[1] = d', /Two document paths conflict with each other;/],
  ['ADD a :s', 'Incorrect operand type for operator or function; operator: ADD, operand type: STRING'],
  ['SET a = b + c + d', /^Syntax error; token: "\+"/],
  ['SET a = list_append(list_append(b, c), d)', /not allowed to be used this way .*; function: list_append$/],
  ['SET a = ((:s))', 'The expression has redundant parentheses;'],
  ['SET a = ((b + c))', 'The expression has redundant parentheses;'],
  ['SET a = b + ((c))', 'The expression has redundant parentheses;'],
  ['SET a = if_not_exists(b, b)', /operator: if_not_exists, first operand: \[b\]$/],
  ['SET a = a + :s', /operator or function: \+, operand type: S/],
])('refuses the update %j', (expression, message) => {
  expect(() => parseUpdate(expression, placeholders({ ':s': text('s') }))).toThrow(message);
});

test('an operand that is not there ends an update', () => {
  const { steps } = parseUpdate('SET a = nope', placeholders());
  expect(() => applyUpdate(steps, {})).toThrow(/refers to an attribute that does not exist in the item/);
});

test('projects nested values, and closes up lists', () => {
  const { paths } = parseProjection('a, things[1].deep, #m.core, nothing', placeholders({}, { '#m': 'map' }));
  expect(project(ITEM, paths)).toEqual({ a: ITEM.a, things: { L: [{ M: { deep: text('x') } }] }, map: ITEM.map });
});
