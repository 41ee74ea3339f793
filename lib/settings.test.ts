import { settingsFrom } from './settings.ts';

const given = (context: Record<string, unknown>, environment: Record<string, string> = {}) =>
  settingsFrom((name) => context[name], environment);

test('without any setting the app is that of the local runtime', () => {
  expect(given({})).toMatchObject({ algoliaIndex: 'inventory', mailchimpConcurrency: 8, retainData: true });
  expect(given({})).not.toHaveProperty('algoliaUrl');
});

test('the context goes before the environment, which has the same names in capitals', () => {
  const environment = { ALGOLIA_INDEX: 'from-environment', ALGOLIA_URL: 'http://127.0.0.1:4567', RETAIN_DATA: 'false' };
  expect(given({ algoliaIndex: 'from-context' }, environment)).toMatchObject({
    algoliaIndex: 'from-context',
    algoliaUrl: 'http://127.0.0.1:4567',
    retainData: false,
  });
});

test('account and region come from the CDK’s own variables', () => {
  const environment = { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' };
  expect(given({}, environment)).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
});

test('all that is malformed is named at once, with the way to set it', () => {
  const malformed = {
    account: '12',
    region: 'Ireland',
    auth0EventSources: 'auth0',
    algoliaUrl: 'ftp://x',
    mailchimpServer: 'us',
  };
  expect(() => given(malformed)).toThrow(/malformed/);
  for (const name of Object.keys(malformed)) expect(() => given(malformed)).toThrow(new RegExp(`-c ${name}=`));
});
