import fc from 'fast-check';
import { type Details, detailsKey, errorOf, inputOf, outputOf } from './history.ts';
import { type Group, type Happening, Packer, parseGroup, payloadAt, unpack } from './packed.ts';

const RESOURCE = { resourceType: 'lambda', resource: 'invoke' };

/** Few different texts, short and long, so that most come again. */
const text = fc.oneof(
  fc.constantFrom('{}', 'null', '{"a":1}', '"__proto__"'),
  fc.integer({ min: 0, max: 3 }).map((n) => JSON.stringify({ [`key${n}`]: 'x'.repeat(300) })),
);
const details: fc.Arbitrary<readonly [string, Details | undefined]> = fc.oneof(
  text.map((input) => ['TaskStateEntered', { name: 'Work', ...inputOf(input) }] as const),
  text.map((output) => ['PassStateExited', { name: 'Shape', ...outputOf(output) }] as const),
  text.map(
    (parameters) => ['TaskScheduled', { ...RESOURCE, region: 'here', parameters, timeoutInSeconds: 3 }] as const,
  ),
  text.map((cause) => ['TaskFailed', { ...RESOURCE, ...errorOf('Down', cause) }] as const),
  text.map((input) => ['ExecutionStarted', { ...inputOf(input), roleArn: 'arn' }] as const),
  fc.constant(['MapStateStarted', { length: 3 }] as const),
  fc.constant(['MapRunSucceeded', undefined] as const),
);
const groups = fc.array(fc.array(details, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

/** What a reader of the store finds, and what the API should show. */
function stored(input: string, all: readonly (readonly (readonly [string, Details | undefined])[])[]) {
  const packer = new Packer(input);
  const found: Group[] = [];
  const expected: unknown[] = [];
  let next = 1;
  for (const group of all) {
    const events = group.map(([type, given], index): Happening => [type, 1_000 + next + index, next - 1, given]);
    found.push(parseGroup(next, packer.pack(next, events)));
    for (const [index, [type, at, previousEventId, given]] of events.entries())
      expected.push({
        timestamp: at / 1_000,
        type,
        id: next + index,
        previousEventId,
        ...(given && { [detailsKey(type)]: given }),
      });
    next += events.length;
  }
  const shown = (id: number): string => {
    if (id === 0) return input;
    const group = found.findLast(({ first }) => first <= id);
    return (group && payloadAt(group, id)) ?? '(not there)';
  };
  return { found: found.flatMap((group) => unpack(group, shown)), expected };
}

test('what was packed is shown again to the byte, whatever was left out', () => {
  fc.assert(
    fc.property(text, groups, (input, all) => {
      const { found, expected } = stored(input, all);
      expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    }),
    { numRuns: 200 },
  );
});

test('a long text that comes again is stored once, in a later group too', () => {
  const packer = new Packer('{}');
  const long = JSON.stringify({ text: 'x'.repeat(5_000) });
  const scheduled: Happening = ['TaskScheduled', 1, 0, { ...RESOURCE, parameters: long }];
  const failed: Happening = ['TaskFailed', 2, 1, { ...RESOURCE, error: 'Down' }];
  expect(packer.pack(1, [scheduled, failed]).length).toBeGreaterThan(5_000);
  expect(packer.pack(3, [scheduled, failed]).length).toBeLessThan(200);
});
