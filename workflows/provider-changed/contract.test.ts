import { ProviderChanged } from '../../functions/events/provider-changed.ts';
import { providerChanged, providerIdOf } from './contract.ts';

const envelope = (detail: object, more: object = {}) => ({
  version: '0',
  id: '6a7e8feb',
  'detail-type': 'ProviderChanged',
  source: 'penstock.providers',
  account: '111122223333',
  time: '2026-11-20T10:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail,
  ...more,
});
const sound = { contractVersion: 1, providerId: 'p1', version: 3 };

test('an event is a notification: whose, which version, since when', () => {
  expect(providerChanged.parse(envelope(sound))).toEqual({
    key: 'p1',
    version: 3,
    occurredAt: Date.parse('2026-11-20T10:00:00Z'),
  });
});

test('a producer’s and AWS’s additions are let through, and an event without contractVersion is of the first', () => {
  const { contractVersion: _, ...first } = sound;
  expect(providerChanged.safeParse(envelope({ ...first, reason: 'new' }, { 'replay-name': 'r' })).success).toBe(true);
});

test.each([
  ['no version', { providerId: 'p1' }],
  ['a version as text', { ...sound, version: '3' }],
  ['version 0', { ...sound, version: 0 }],
  ['no id', { version: 3 }],
  ['an empty id', { ...sound, providerId: '' }],
  ['a contract of tomorrow', { ...sound, contractVersion: 2 }],
])('%s is refused', (_, detail) => {
  expect(providerChanged.safeParse(envelope(detail)).success).toBe(false);
});

test('what a producer may publish, a listener takes', () => {
  const detail = ProviderChanged.detail.parse({ providerId: 'p1', version: 1, addition: true });
  expect(providerChanged.safeParse(envelope(detail)).success).toBe(true);
});

test('the key of a refused event is found where it is', () => {
  expect(providerIdOf(envelope({ providerId: 'p1' }))).toBe('p1');
  expect([providerIdOf(envelope({ providerId: 1 })), providerIdOf(null)]).toEqual([undefined, undefined]);
});
