import { Command } from 'commander';
import { placed, targetOf } from './place.ts';

const place = { stack: 'S', json: false };

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL;
});

test.each(['nonsense', '127.0.0.1:4566', 'ftp://a'])('the endpoint %s is refused with an example', (endpoint) => {
  const command = placed(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  expect(() => command.parse(['--endpoint', endpoint], { from: 'user' })).toThrow('such as http://127.0.0.1:4566');
});

test('the environment’s endpoint holds, but not for somebody who names a profile', () => {
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  expect(targetOf(place).endpoint).toBe('http://127.0.0.1:1');
  expect(targetOf({ ...place, profile: 'production' })).toMatchObject({ endpoint: undefined, profile: 'production' });
  expect(targetOf({ ...place, profile: 'p', endpoint: 'http://127.0.0.1:2' }).endpoint).toBe('http://127.0.0.1:2');
});
