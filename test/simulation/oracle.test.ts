import { type Entry, Journal } from './journal.ts';
import { differences, type IndexRecord } from './oracle.ts';

const state = (version: number, at: number): Entry => ({ version, at, attributes: { sku: 'a', title: `t${version}` } });
const deleted = (version: number, at: number): Entry => ({ version, at, attributes: undefined });
const refused = (version: number, at: number): Entry => ({ ...state(version, at), parked: 'ContractViolation' });
const shown = (version: number, more: object = {}): IndexRecord => ({
  ...{ objectID: 'a', sku: 'a', title: `t${version}`, _version: version },
  ...more,
});

function judged(entries: readonly Entry[], record: IndexRecord | undefined, trimmedTo = 0) {
  const journal = new Journal();
  for (const entry of entries) journal.note('a', entry);
  const letters = new Set(entries.flatMap(({ version, parked }) => (parked ? [`a@${version}@${parked}`] : [])));
  const found = differences(journal, record ? [record] : [], { letters, lettersFrom: 0, trimmedTo });
  return Object.entries(found).flatMap(([kind, keys]) => (keys.length ? [kind] : []));
}

it('wants the newest state that the contract takes', () => {
  expect(judged([state(1, 1), state(2, 2), refused(3, 3)], shown(2))).toEqual([]);
  expect(judged([state(1, 1), state(2, 2), refused(3, 3)], shown(1))).toEqual(['stale']);
  expect(judged([state(1, 1), deleted(2, 2)], shown(1))).toEqual(['resurrected']);
  expect(judged([state(1, 1)], undefined)).toEqual(['lost']);
});

it('wants a letter of each change that the contract refuses', () => {
  const journal = new Journal();
  journal.note('a', refused(1, 5));
  const found = (lettersFrom: number) =>
    differences(journal, [], { letters: new Set(), lettersFrom, trimmedTo: 0 }).lost.length;
  expect(found(5)).toBe(1);
  expect(found(6)).toBe(0);
});

describe('a refused row before which changes left the stream unread', () => {
  const entries = [state(1, 1), deleted(2, 2), refused(3, 3)];

  it('may hide what came between', () => {
    expect(judged(entries, shown(1), 3)).toEqual([]);
    expect(judged(entries, undefined, 3)).toEqual([]);
  });

  it('hides nothing while the stream had it', () => expect(judged(entries, shown(1), 2)).toEqual(['resurrected']));

  it('does not excuse a state that never was', () =>
    expect(judged(entries, shown(1, { title: 'else' }), 3)).toEqual(['resurrected']));

  it('is no excuse any more once the row is sound', () =>
    expect(judged([...entries, state(4, 4)], shown(1), 3)).toEqual(['stale']));
});
