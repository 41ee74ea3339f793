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
