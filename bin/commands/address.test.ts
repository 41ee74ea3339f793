import { address, endpointOf } from './address.ts';

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL;
});

test.each(['nonsense', '127.0.0.1:4566', 'localhost:4566', 'ftp://a', 'http://'])('%s is no address', (text) => {
  expect(() => address(text)).toThrow('It takes an address such as http://127.0.0.1:4566.');
  process.env.AWS_ENDPOINT_URL = text;
  expect(() => endpointOf({})).toThrow(`AWS_ENDPOINT_URL is "${text}", which is no address`);
});

test('the environment’s address is taken as it is, and an empty one is none', () => {
  expect(endpointOf({})).toBeUndefined();
  process.env.AWS_ENDPOINT_URL = '';
  expect(endpointOf({})).toBeUndefined();
  process.env.AWS_ENDPOINT_URL = 'http://localhost:4566';
  expect(endpointOf({})).toBe('http://localhost:4566');
  expect(endpointOf({ endpoint: 'http://localhost:1' })).toBe('http://localhost:1');
});

test('who names a profile means AWS: the SDK’s clients do not see the environment’s address either', () => {
  process.env.AWS_ENDPOINT_URL = 'http://localhost:4566';
  expect(endpointOf({ profile: 'production' })).toBeUndefined();
  expect(process.env.AWS_ENDPOINT_URL).toBeUndefined();
});
