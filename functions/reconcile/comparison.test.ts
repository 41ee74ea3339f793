import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { SourceEntry } from '../operate/entries.ts';
import type { Held } from '../targets/target.ts';
import { Comparison } from './comparison.ts';
import { faultOf } from './fault.ts';

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'tab\there', 'line\nbreak', '100%', 'é%09', ''),
  fc.string({ maxLength: 4 }),
);
const version = fc.integer({ min: 1, max: 3 });
const digest = fc.option(fc.constantFrom('x', 'y'), { nil: undefined });
const source = fc.record({ key, version, state: fc.constantFrom('live', 'deleted', 'forgotten', 'refused'), digest });
const target = fc.record({ key, version, deleted: fc.boolean(), digest });
const plain = <T extends { digest: string | undefined }>({ digest, ...rest }: T) => ({
  ...rest,
  ...(digest && { digest }),
});

/** What a nested loop over both lists finds. */
function expected(sources: readonly SourceEntry[], targets: readonly Held[]): string[] {
  const keys = new Set([...sources, ...targets].map((entry) => entry.key));
  return [...keys].flatMap((key) => {
    const [s, t] = [sources.find((entry) => entry.key === key), targets.find((entry) => entry.key === key)];
    const fault = faultOf(s, t);
    return fault ? [JSON.stringify([key, fault, s?.version ?? 0, t?.version ?? 0])] : [];
  });
}

test('whatever the keys, the order, the pages and the partitions, it finds what a nested loop finds', () => {
  const unique = { selector: (entry: { key: string }) => entry.key, maxLength: 12 };
  fc.assert(
    fc.property(
      fc.uniqueArray(source, unique),
      fc.uniqueArray(target, unique),
      fc.integer({ min: 1, max: 5 }),
      (sources, targets, partitions) => {
        const [left, right] = [sources.map(plain) as SourceEntry[], targets.map(plain) as Held[]];
        const comparison = new Comparison({ partitions });
        try {
          for (const entry of left) comparison.addSource([entry]);
          comparison.addTarget(right);
          const found = [...comparison.suspects()].map((s) =>
            JSON.stringify([s.key, s.fault, s.sourceVersion, s.targetVersion]),
          );
          expect(found.sort()).toEqual(expected(left, right).sort());
        } finally {
          comparison.close();
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('it leaves nothing on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'comparison-test-'));
  const comparison = new Comparison({ folder });
  comparison.addSource([{ key: 'a', version: 1, state: 'live' }]);
  expect([...comparison.suspects()]).toEqual([{ key: 'a', fault: 'missing', sourceVersion: 1, targetVersion: 0 }]);
  comparison.close();
  expect(readdirSync(folder)).toEqual([]);
});
