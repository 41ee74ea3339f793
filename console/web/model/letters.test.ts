import type { Letter } from '../../server/letter-shapes.ts';
import { findLetters, groupLetters } from './letters.ts';

const letter = (id: string, more: Partial<Letter> = {}): Letter => ({
  id,
  workflow: 'w',
  kind: 'parked',
  key: `SKU-${id}`,
  version: 1,
  reason: 'ContractViolation',
  error: 'title: too long',
  executionArn: null,
  at: 0,
  receives: 1,
  ...more,
});

test('the same fault is one group, whatever its error quotes; the largest group is first', () => {
  const letters = [
    letter('1', { error: 'no permission for "a"' }),
    letter('2', { error: 'record 17 is 20 KB' }),
    letter('3', { error: 'record 18 is 31 KB' }),
  ];
  expect(groupLetters(letters, 'error').map(({ letters: of, note }) => [of.length, note])).toEqual([
    [2, 'record # is # KB'],
    [1, 'no permission for "a"'],
  ]);
});

test('by key, letters without one stand alone', () => {
  const groups = groupLetters(
    [letter('1', { key: null }), letter('2', { key: null }), letter('3'), letter('4', { key: 'SKU-3' })],
    'key',
  );
  expect(groups.map(({ title, letters }) => [title, letters.length])).toEqual([
    ['SKU-3', 2],
    ['no key', 1],
    ['no key', 1],
  ]);
});

test('all words must occur', () => {
  const letters = [letter('10'), letter('11', { error: 'title: empty' })];
  expect(findLetters(letters, 'sku-1 EMPTY').map(({ id }) => id)).toEqual(['11']);
  expect(findLetters(letters, ' ')).toHaveLength(2);
});
