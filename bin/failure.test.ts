import { describeFailure } from './failure.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

it('tells the message and each cause, and no stack', () => {
  const error = new Error('it failed', { cause: new Error('it broke', { cause: new Error('it bent') }) });
  expect(describeFailure(error)).toBe('penstock: it failed\n  because: it broke\n  because: it bent');
  expect(describeFailure('odd')).toBe('penstock: odd');
});

it.each([
  [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4566'), { code: 'ECONNREFUSED' }), 'penstock local'],
  [Object.assign(new Error('getaddrinfo ENOTFOUND a.b'), { code: 'ENOTFOUND' }), '--region'],
  [named('CredentialsProviderError', 'Could not load credentials from any providers'), '--profile'],
  [named('ExpiredTokenException', 'The security token included in the request is expired'), 'sign in again'],
])('says what to do: %s', (error, next) => {
  const [first, second] = describeFailure(error).split('\n');
  expect(first).toBe(`penstock: ${error.message}`);
  expect(second).toContain(next);
});
