import { letterWords, next } from './next.ts';

const OPTIONS = { stack: 'Penstock', json: false };
let said: jest.SpiedFunction<typeof process.stderr.write>;
beforeEach(() => {
  said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

test('the command can be pasted into a shell, and acts at the same place', () => {
  const place = { ...OPTIONS, stack: 'Other', endpoint: 'http://127.0.0.1:4566', region: 'eu-west-1' };
  next(place, 'trace', "auth0|it's");
  expect(said).toHaveBeenCalledWith(
    "next: penstock trace 'auth0|it'\\''s' --stack Other --endpoint http://127.0.0.1:4566 --region eu-west-1\n",
  );
});

test('it is about the same letters', () => {
  const words = letterWords({
    ...OPTIONS,
    workflow: 'w',
    kind: ['pipe', 'rule'],
    key: 'k',
    error: 'e',
    id: ['1'],
    since: 0,
  });
  expect(words.join(' ')).toBe(
    '--workflow w --kind pipe --kind rule --key k --error e --id 1 --since 1970-01-01T00:00:00.000Z',
  );
});

test('who asks for JSON is not told', () => {
  next({ ...OPTIONS, json: true }, 'trace', 'k');
  expect(said).not.toHaveBeenCalled();
});
