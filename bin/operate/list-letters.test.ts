import { listText } from './list-letters.ts';

const BY_REASON = { by: 'reason', limit: 10 } as const;

test('letters that somebody holds are not told to be none', () => {
  expect(listText([], [], 0, BY_REASON)).toBe('no dead letters');
  expect(listText([], [], 7, BY_REASON)).toBe('none to be seen of 7 dead letter(s)');
});
