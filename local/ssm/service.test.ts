import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createSsmService } from './service.ts';

function setUp() {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createSsmService(cloud));
  return (action: string, input: object) => cloud.call('ssm', action, input);
}

test('a parameter keeps its versions, and is read by name, version and ARN', async () => {
  const call = setUp();
  await call('PutParameter', { Name: '/shop/key', Value: 'one', Type: 'String' });
  await expect(call('PutParameter', { Name: '/shop/key', Value: 'x' })).rejects.toMatchObject({
    code: 'ParameterAlreadyExists',
  });
  expect(await call('PutParameter', { Name: '/shop/key', Value: 'two', Overwrite: true })).toMatchObject({
    Version: 2,
  });
  const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter/shop/key';
  expect(await call('GetParameter', { Name: '/shop/key' })).toMatchObject({
    Parameter: { Value: 'two', Type: 'String', ARN },
  });
  expect(await call('GetParameter', { Name: '/shop/key:1' })).toMatchObject({
    Parameter: { Value: 'one', Selector: ':1' },
  });
  expect(await call('GetParameter', { Name: ARN })).toMatchObject({ Parameter: { Value: 'two' } });
  await expect(call('GetParameter', { Name: '/shop/key:9' })).rejects.toMatchObject({
    code: 'ParameterVersionNotFound',
  });
});

test('parameters are read many at once, and by path', async () => {
  const call = setUp();
  for (const Name of ['/a/x', '/a/y', '/a/b/z', '/ab'])
    await call('PutParameter', { Name, Value: Name, Type: 'String' });
  expect(await call('GetParameters', { Names: ['/ab', '/no'] })).toMatchObject({
    Parameters: [{ Name: '/ab' }],
    InvalidParameters: ['/no'],
  });
  const names = async (input: object) =>
    ((await call('GetParametersByPath', input)).Parameters as { Name: string }[]).map(({ Name }) => Name);
  expect(await names({ Path: '/a' })).toEqual(['/a/x', '/a/y']);
  expect(await names({ Path: '/a', Recursive: true })).toEqual(['/a/b/z', '/a/x', '/a/y']);
  await call('DeleteParameter', { Name: '/ab' });
  await expect(call('GetParameter', { Name: '/ab' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
});

test.each([
  [{}, 'ValidationException', "Value null at 'name' failed to satisfy constraint: Member must not be null"],
  [{ Name: 'aws-key' }, 'ValidationException', 'can\'t be prefixed with "aws" or "ssm"'],
  [{ Name: '/aws/key' }, 'AccessDeniedException', 'No access to reserved parameter name: /aws/key.'],
  [{ Name: 'a b' }, 'ValidationException', 'letters, numbers and the following 3 symbols .-_'],
  [{ Name: 'a', Type: 'Text' }, 'ValidationException', 'enum value set: [String, StringList, SecureString]'],
  [{ Name: 'a', AllowedPattern: '(' }, 'InvalidAllowedPatternException', 'regular expression'],
  [{ Name: 'a', AllowedPattern: '^b$' }, 'ParameterPatternMismatchException', '^b$'],
])('PutParameter with %j is refused', async (input, code, message) => {
  const put = setUp()('PutParameter', { Value: 'x', Type: 'String', ...input });
  await expect(put).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a pattern that would take for ever is ended', async () => {
  const bomb = { Name: 'a', Type: 'String', AllowedPattern: '^(a+)+$', Value: `${'a'.repeat(60)}!` };
  await expect(setUp()('PutParameter', bomb)).rejects.toMatchObject({ code: 'ParameterPatternMismatchException' });
});

test('more than ten names at once are refused', async () => {
  const Names = Array.from({ length: 11 }, (_, index) => `n${index}`);
  await expect(setUp()('GetParameters', { Names })).rejects.toThrow('Member must have length less than or equal to 10');
});
