import type { SourceState } from '../operate/entries.ts';
import { faultOf } from './fault.ts';
import { driftOf } from './reconcile.ts';

const source = (version: number, state: SourceState = 'live', digest?: string) => ({
  key: 'k',
  version,
  state,
  ...(digest && { digest }),
});
const target = (version: number, deleted = false, digest?: string) => ({
  key: 'k',
  version,
  deleted,
  ...(digest && { digest }),
});

test.each([
  ['equal', source(2), target(2), undefined],
  ['not there', source(1), undefined, 'missing'],
  ['a tombstone that is not there', source(2, 'deleted'), undefined, 'missing'],
  ['an old tombstone that was swept', source(2, 'forgotten'), undefined, undefined],
  ['an old tombstone over a record', source(2, 'forgotten'), target(1), 'zombie'],
  ['an old tombstone over an older one', source(3, 'forgotten'), target(1, true), undefined],
  ['older', source(2), target(1), 'stale'],
  ['an older tombstone', source(3), target(2, true), 'stale'],
  ['deleted at the source, shown', source(2, 'deleted'), target(1), 'zombie'],
  ['unknown to the source, shown', undefined, target(1), 'unexpected'],
  ['unknown to the source, hidden', undefined, target(1, true), undefined],
  ['newer than the source', source(1), target(7, true), 'ahead'],
  ['the same version, shown and deleted', source(2, 'deleted'), target(2), 'different'],
  ['the same version, other content', source(2, 'live', 'x'), target(2, false, 'y'), 'different'],
  ['the same version and content', source(2, 'live', 'x'), target(2, false, 'x'), undefined],
  ['an item that the workflow refuses', source(3, 'refused'), target(1), undefined],
])('%s', (_, held, shown, fault) => {
  expect(faultOf(held, shown)).toBe(fault);
});

describe('a suspect, read again after a pause', () => {
  const suspect = { key: 'k', fault: 'stale' as const, sourceVersion: 5, targetVersion: 4 };

  test('counts if the target has not reached what the source held before', () => {
    expect(driftOf(suspect, { source: source(9), target: target(4) })).toMatchObject({ fault: 'stale' });
  });

  test('does not count if the target moves, though it is behind as ever', () => {
    expect(driftOf(suspect, { source: source(9), target: target(5) })).toBeUndefined();
  });

  test('does not count if the source did not know it before', () => {
    expect(driftOf({ ...suspect, sourceVersion: 0 }, { source: source(9) })).toBeUndefined();
  });

  test('that the source does not know counts only if the target shows the same as before', () => {
    const unexpected = { key: 'k', fault: 'unexpected' as const, sourceVersion: 0, targetVersion: 4 };
    expect(driftOf(unexpected, { target: target(4) })).toMatchObject({ fault: 'unexpected' });
    expect(driftOf(unexpected, { target: target(5) })).toBeUndefined();
    expect(driftOf(unexpected, { source: source(6), target: target(4) })).toBeUndefined();
  });
});
