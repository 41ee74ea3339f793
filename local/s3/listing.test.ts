import fc from 'fast-check';
import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createS3Service } from './service.ts';

interface Page {
  readonly Contents: { Key: string }[];
  readonly CommonPrefixes: { Prefix: string }[];
  readonly NextContinuationToken?: string;
}

const bytes = (text: string) => Buffer.from(text);
const inOrder = (one: string, other: string) => Buffer.compare(bytes(one), bytes(other));

/** What the API's page says, done in the plainest way: all keys, filtered, rolled up, sorted. */
function expected(keys: string[], prefix: string, delimiter: string, after: string): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix) && inOrder(key, after) > 0)
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(entries)].filter((entry) => inOrder(entry, after) > 0).sort(inOrder);
}

const text = fc.string({ minLength: 0, maxLength: 4, unit: fc.constantFrom('a', 'b', '/', '-', 'ä', '\u{1F600}') });
const key = text.filter((each) => each !== '');

test('pages put together are the listing that the API describes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 25 }),
      text,
      fc.constantFrom('', '/', 'a', '-a'),
      text,
      fc.integer({ min: 1, max: 5 }),
      async (keys, Prefix, Delimiter, StartAfter, MaxKeys) => {
        const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
        cloud.add(createS3Service(cloud));
        await cloud.call('s3', 'CreateBucket', { Bucket: 'shop' });
        for (const Key of keys) await cloud.call('s3', 'PutObject', { Bucket: 'shop', Key, Body: '' });
        const listed: string[] = [];
        let ContinuationToken: string | undefined;
        do {
          const input = { Bucket: 'shop', Prefix, Delimiter, StartAfter, MaxKeys, ContinuationToken };
          const page = await cloud.call<Page>('s3', 'ListObjectsV2', input);
          const entries = [...page.Contents.map((one) => one.Key), ...page.CommonPrefixes.map((one) => one.Prefix)];
          expect(entries.length).toBeLessThanOrEqual(MaxKeys);
          listed.push(...entries.sort(inOrder));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken);
        expect(listed).toEqual(expected(keys, Prefix, Delimiter, StartAfter));
        cloud.store.close();
      },
    ),
    { numRuns: 150 },
  );
});
