import fc from 'fast-check';
import { type Action, Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { limited, required, type Shape, withShapes } from './input-shape.ts';

const context = new Cloud({ clock: new SimulatedClock(1), store: new Store() }).context();

/** What an action of that input shape says of an input. */
function judged(shape: { readonly [field: string]: Shape }, input: unknown): unknown {
  const act: Action = () => 'taken';
  try {
    return withShapes({ Act: act }, { Act: shape }).Act?.(input, context);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

const name = limited('text', { pattern: '[a-z]+', longest: 3, shortest: 1 });

const LIMITS: [string, { readonly [field: string]: Shape }, object, string][] = [
  [
    'what is missing',
    { Name: required(name) },
    {},
    "Value null at 'name' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a choice',
    { State: limited('text', { choices: ['ON', 'OFF'] }) },
    { State: 'on' },
    "Value 'on' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]",
  ],
  [
    'a number',
    { Retry: { Limit: limited('number', { most: 100, least: 1 }) } },
    { Retry: { Limit: 0 } },
    "Value '0' at 'retry.limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'an element’s member',
    { Targets: [{ Id: required('text') }] },
    { Targets: [{ Id: 'a' }, {}] },
    "Value null at 'targets.2.member.id' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a list of texts',
    { Ids: [name] },
    { Ids: ['a', 'B'] },
    "Value '[a, B]' at 'ids' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy regular expression pattern: [a-z]+, Member must have length less than or equal to 3, Member must have length greater than or equal to 1]",
  ],
  [
    'a map’s keys',
    { Map: { '*keys': name, '*': 'text' } },
    { Map: { abcd: 'x' } },
    "Value '{abcd=x}' at 'map' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-z]+, Member must have length less than or equal to 3, Member must have length greater than or equal to 1]",
  ],
];

test.each(LIMITS)('names %s that breaks a limit', (_what, shape, input, sentence) => {
  expect(judged(shape, input)).toBe(`1 validation error detected: ${sentence}`);
});

test('all that is wrong is in one message, and a wrong type comes before it', () => {
  const shape = { A: required(name), B: required([name]), C: 'text' } as const;
  expect(judged(shape, { B: [] })).toBe(
    "1 validation error detected: Value null at 'a' failed to satisfy constraint: Member must not be null",
  );
  expect(judged(shape, { A: 'ABCD' })).toMatch(/^3 validation errors detected: .*; .*; /);
  expect(judged(shape, { A: 'ABCD', C: 7 })).toBe('C can not be converted to text');
});

test('an input is taken if and only if it is within its limits', () => {
  const shape = {
    Text: name,
    Many: limited(['text'], { longest: 2, shortest: 1 }),
    Number: limited('number', { most: 5 }),
  };
  const input = fc.record(
    {
      Text: fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 4 }),
      Many: fc.array(fc.string(), { maxLength: 3 }),
      Number: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(input, (given) => {
      const fits =
        (given.Text === undefined || /^[a-z]{1,3}$/.test(given.Text)) &&
        (given.Many === undefined || (given.Many.length >= 1 && given.Many.length <= 2)) &&
        (given.Number === undefined || given.Number <= 5);
      expect(judged(shape, given) === 'taken').toBe(fits);
    }),
  );
});

test.each(['__proto__', 'constructor', 'toString'])('a field named %s is data, not the object’s own', (field) => {
  expect(judged({ Name: required(name) }, JSON.parse(`{"${field}":{"Name":"a"}}`))).toMatch(/Value null at 'name'/);
});
