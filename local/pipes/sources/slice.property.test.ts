import fc from 'fast-check';
import { SimulatedClock } from '../../simulated-clock.ts';
import { MAX_PAYLOAD_BYTES } from '../model.ts';
import { Slice } from './slice.ts';
import type { StreamRecord } from './stream-record.ts';

interface Arrival {
  /** Milliseconds after the one before. */
  readonly after: number;
  readonly bytes: number;
}

interface Batch {
  readonly at: number;
  readonly records: readonly StreamRecord[];
}

const MEGABYTE = 1024 * 1024;
const arrivals = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 4_000 }), bytes: fc.constantFrom(10, MEGABYTE, 3 * MEGABYTE) }),
  { minLength: 1, maxLength: 30 },
);
const settings = fc.record({ batchSize: fc.integer({ min: 1, max: 6 }), windowMs: fc.constantFrom(0, 1_000, 5_000) });

/** What a slice makes of records that come one by one, when the target takes no time. */
async function batchesOf(given: readonly Arrival[], options: { batchSize: number; windowMs: number }) {
  const clock = new SimulatedClock(1);
  const stopping = new AbortController();
  const batches: Batch[] = [];
  const process = async (records: readonly StreamRecord[]) => void batches.push({ at: clock.now(), records });
  const slice = new Slice({ clock, stopping: stopping.signal, ...options, process });
  const running = slice.run();
  const settle = async () => {
    for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const records: { at: number; record: StreamRecord }[] = [];
  for (const [index, { after, bytes }] of given.entries()) {
    await clock.runUntil(clock.now() + after, settle);
    const record = { id: `${index}`, event: {}, json: '{}', bytes, sequence: `${index}`, createdAt: 0, key: '' };
    records.push({ at: clock.now(), record });
    slice.add(record);
    await settle();
  }
  await clock.runUntil(clock.now() + options.windowMs + 1, settle);
  stopping.abort();
  await running;
  return { batches, records };
}

const bytesOf = (records: readonly StreamRecord[]): number => records.reduce((sum, { bytes }) => sum + bytes, 0);

test('batches keep the order, suit the limits, and wait no longer than the window', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings, async (given, { batchSize, windowMs }) => {
      const { batches, records } = await batchesOf(given, { batchSize, windowMs });
      expect(batches.flatMap((batch) => batch.records)).toEqual(records.map(({ record }) => record));
      let first = 0;
      for (const [index, batch] of batches.entries()) {
        expect(batch.records.length).toBeLessThanOrEqual(batchSize);
        if (batch.records.length > 1) expect(bytesOf(batch.records)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
        const waited = batch.at - (records[first]?.at ?? 0);
        expect(waited).toBeLessThanOrEqual(windowMs);
        const next = batches[index + 1]?.records[0];
        const isFull =
          batch.records.length === batchSize || (next && bytesOf([...batch.records, next]) >= MAX_PAYLOAD_BYTES);
        // what is not full has waited for the whole window
        if (!isFull && bytesOf(batch.records) < MAX_PAYLOAD_BYTES) expect(waited).toBe(windowMs);
        first += batch.records.length;
      }
    }),
    { numRuns: 40 },
  );
});
