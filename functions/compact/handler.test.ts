import fc from 'fast-check';
import { handler } from './handler.ts';

const LIMIT = 262_144;
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const write = (sku: string, version: number, text: string) => ({
  eventID: `e-${sku}`,
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: 1,
    Keys: { sku: { S: sku } },
    NewImage: { sku: { S: sku }, version: { N: String(version) }, text: { S: text } },
    SequenceNumber: '1',
  },
});

test('a batch that fits keeps its images', async () => {
  const changes = await handler([write('a', 1, 'x'), write('b', 2, 'y')]);
  expect(changes.map(({ image }) => image?.text)).toEqual(['x', 'y']);
});

test('an item of 400 KB leaves its image behind, its neighbours keep theirs', async () => {
  const changes = await handler([write('a', 1, 'x'), write('big', 2, 'x'.repeat(400_000)), write('c', 3, 'z')]);
  expect(changes.map(({ image, imageOmitted }) => [image?.text, imageOmitted])).toEqual([
    ['x', undefined],
    [undefined, true],
    ['z', undefined],
  ]);
});

test('nothing to deliver is an empty answer', async () => {
  expect(await handler([])).toEqual([]);
});

test('no batch ever passes what Step Functions takes, and no record gets lost in it', async () => {
  const oddRecord = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.string({ maxLength: 700, unit: 'binary' }), fc.nat(20_000))
        .map(([key, length]) => write(key, 1, '\u0001'.repeat(length))),
    },
    { weight: 1, arbitrary: fc.anything() },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(oddRecord, { minLength: 1, maxLength: 100, size: 'max' }), async (records) => {
      const changes = await handler(records);
      expect(changes).toHaveLength(records.length);
      expect(size(changes)).toBeLessThan(LIMIT);
    }),
    { numRuns: 25 },
  );
});

test('a hundred of the longest keys fit', async () => {
  const keys = Array.from({ length: 100 }, (_, index) => `${'\u0001'.repeat(78)}${index}`);
  const changes = await handler(keys.map((key) => write(key, 1, 'x'.repeat(50_000))));
  expect(changes.every(({ defect }) => defect === undefined)).toBe(true);
  expect(size(changes)).toBeLessThan(LIMIT);
});
