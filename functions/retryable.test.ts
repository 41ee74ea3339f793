import * as errors from './errors.ts';
import { ContractViolation, RETRYABLE_ERRORS, RetryableError, TargetThrottled } from './errors.ts';
import { toThrow } from './retryable.ts';

test('our own errors stay what they are', () => {
  const [throttled, violation] = [new TargetThrottled('x'), new ContractViolation('y')];
  expect(toThrow(throttled)).toBe(throttled);
  expect(toThrow(violation)).toBe(violation);
});

test.each([
  ['throttling by an AWS service', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
  ['a missing permission', { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }],
  ['a connection that was refused', { code: 'ECONNREFUSED' }],
  ['a timeout of the SDK', { name: 'TimeoutError' }],
])('%s passes, sooner or later', (_, fields) => {
  const cause = Object.assign(new Error('no'), fields);
  expect(toThrow(cause)).toMatchObject({ name: 'DependencyUnavailable', cause });
});

test.each([
  ['a bug', new TypeError('x is not a function')],
  [
    'a request that the service refuses',
    Object.assign(new Error('no'), { name: 'ValidationException', $metadata: {} }),
  ],
])('%s does not', (_, error) => {
  expect(toThrow(error)).toBe(error);
});

test('what is thrown and is no error becomes one', () => {
  expect(toThrow('text')).toMatchObject({ message: 'text' });
});

test('the machine is told the name of every retryable error', () => {
  const classes = Object.values(errors).filter(
    (value) => typeof value === 'function' && value.prototype instanceof RetryableError,
  );
  const names = classes.map((Class) => new (Class as new (text: string) => Error)('x').name);
  expect([...RETRYABLE_ERRORS].sort()).toEqual(names.sort());
});
