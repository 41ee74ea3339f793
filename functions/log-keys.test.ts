import { keyDigest, loggedKeys } from './log-keys.ts';

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:w:1';
const getRemainingTimeInMillis = () => 1_000;
const invocation = { getRemainingTimeInMillis, clientContext: { custom: { execution: EXECUTION } } };

afterEach(() => {
  delete process.env.LOG_KEYS;
});

test('the keys stand beside their execution, each once', () => {
  process.env.LOG_KEYS = 'plain';
  expect(loggedKeys(['a', undefined, 'b', 'a'], invocation)).toEqual({ execution: EXECUTION, keys: ['a', 'b'] });
});

test('where there are personal data, a key can be looked for and not read', () => {
  process.env.LOG_KEYS = 'digest';
  const { keyDigests, keys } = loggedKeys(['auth0|jane'], invocation);
  expect([keys, keyDigests]).toEqual([undefined, [keyDigest('auth0|jane')]]);
  expect(keyDigests?.[0]).toMatch(/^[\w-]{16}$/);
});

test.each([
  ['without the setting', undefined, invocation],
  ['of what no machine has called for', 'plain', { getRemainingTimeInMillis }],
])('%s nothing is said', (_, how, given) => {
  if (how) process.env.LOG_KEYS = how;
  expect(loggedKeys(['a'], given)).toEqual({});
});
