import { issues } from '../../functions/contract.ts';
import { auth0UserEvent, userIdOf } from './contract.ts';

const at = Date.parse('2026-11-20T10:00:01.000Z');
const log = (data: object) => ({
  'detail-type': 'Auth0 log',
  detail: { log_id: '900', data: { date: '2026-11-20T10:00:01.000Z', ...data } },
});
const cloud = (type: string, object: object, more: object = {}) => ({
  detail: { specversion: '1.0', id: 'evt_1', type, time: '2026-11-20T10:00:01.000Z', data: { object }, ...more },
});
const refusal = (event: unknown) => {
  const { error } = auth0UserEvent.safeParse(event);
  return error ? issues(error) : undefined;
};

test('a sign-up of the log stream', () => {
  const details = { body: { email: 'Ada@Example.com', user_metadata: {} } };
  expect(auth0UserEvent.parse(log({ type: 'ss', user_id: 'auth0|1', details }))).toEqual({
    kind: 'created',
    userId: 'auth0|1',
    email: 'ada@example.com',
    occurredAt: at,
    dedupeId: '900',
    test: false,
  });
});

test('a deletion of the log stream, which has no e-mail', () => {
  const details = { body: { connection: 'c', tenant: 't' } };
  expect(auth0UserEvent.parse(log({ type: 'sdu', user_id: 'auth0|1', details }))).toMatchObject({
    kind: 'deleted',
    userId: 'auth0|1',
  });
});

test('the same of the event stream', () => {
  const user = { user_id: 'auth0|1', email: 'ada@example.com', given_name: 'Ada', family_name: 'L', identities: [] };
  expect(auth0UserEvent.parse(cloud('user.created', user))).toEqual({
    kind: 'created',
    userId: 'auth0|1',
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'L',
    occurredAt: at,
    dedupeId: 'evt_1',
    test: false,
  });
  expect(auth0UserEvent.parse(cloud('user.deleted', { user_id: 'auth0|1' }))).toMatchObject({ kind: 'deleted' });
  expect(auth0UserEvent.parse(cloud('user.created', user, { a0purpose: 'test' }))).toMatchObject({ test: true });
});

test.each([
  [
    'an administrator’s deletion',
    'delete',
    '/api/v2/users/auth0%7C1',
    undefined,
    { kind: 'deleted', userId: 'auth0|1' },
  ],
  [
    'an administrator’s creation',
    'POST',
    '/api/v2/users',
    { user_id: 'auth0|1', email: 'a@b.example' },
    { kind: 'created', email: 'a@b.example' },
  ],
  ['a change of a user', 'patch', '/api/v2/users/auth0%7C1', {}, { kind: 'other' }],
  ['the end of a factor', 'delete', '/api/v2/users/auth0%7C1/multifactor/duo', undefined, { kind: 'other' }],
  ['a write elsewhere', 'post', '/api/v2/clients', { user_id: 'no user' }, { kind: 'other' }],
])('%s through the Management API', (_, method, path, body, expected) => {
  expect(
    auth0UserEvent.parse(log({ type: 'sapi', details: { request: { method, path }, response: { body } } })),
  ).toMatchObject(expected);
});

test('a path that is not encoded soundly throws nothing', () => {
  const details = { request: { method: 'delete', path: '/api/v2/users/%zz' } };
  expect(auth0UserEvent.safeParse(log({ type: 'sapi', details })).data).toMatchObject({
    kind: 'deleted',
    userId: '%zz',
  });
});

test('a type that nobody knows is refused, and named as what it is', () => {
  expect(refusal(cloud('user.merged', { user_id: 'a' }))).toMatch(/^detail\.type: an unknown type of event/);
  expect(refusal(log({ type: 'zz', user_id: 'a' }))).toMatch(/^detail\.data\.type: an unknown type of log entry/);
});

test.each([
  ['nothing', null],
  ['an envelope without a detail', {}],
  ['an empty detail', { detail: {} }],
  ['text', { detail: 'x' }],
  ['an event without its user', cloud('user.created', {})],
  ['a moment that is none', { detail: { ...cloud('user.created', { user_id: 'a' }).detail, time: 'yesterday' } }],
  ['an address that is none', cloud('user.created', { user_id: 'a', email: 'nobody' })],
])('%s is refused with the place of the fault', (_, event) => {
  expect(refusal(event)).toBeTruthy();
});

test('a refusal does not repeat the refused value', () => {
  expect(refusal(cloud('user.created', { user_id: 'a', email: 'nobody-at-home' }))).not.toContain('nobody-at-home');
});

test.each([
  ['a log entry', log({ type: 'zz', user_id: 'auth0|1' }), 'auth0|1'],
  ['an event', cloud('user.merged', { user_id: 'auth0|2' }), 'auth0|2'],
  ['an event without its user', cloud('user.created', {}), undefined],
  ['nothing', null, undefined],
])('the user of %s is found, though it is refused', (_, event, expected) => {
  expect(userIdOf(event)).toBe(expected);
});
