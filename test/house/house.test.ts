import { type Source, sources } from './sources.ts';

/** The arrows of the house: what each room may import from other rooms. Node's and npm's packages are free, but for the rules below. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  functions: [],
  lib: ['functions', 'catalog'],
  workflows: ['lib', 'functions'],
  gateway: ['functions', 'lib', 'build'],
  ops: ['functions'],
  console: ['ops', 'functions', 'build'],
  catalog: ['lib', 'functions', 'workflows'],
  local: [],
  build: [],
};

const all = sources();

test('the scan sees the project', () => {
  expect(all.length).toBeGreaterThan(50);
  expect(all.find((source) => source.path === 'local/runtime.ts')?.imports).toContain('local/store.ts');
});

test('arrows between rooms point one way', () => {
  const wrong = all.flatMap((source) => {
    const allowed = MAY_IMPORT[source.room];
    if (!allowed) return [];
    return source.imports
      .filter((name) => name.includes('/') && name.endsWith('.ts'))
      .filter((name) => name.split('/')[0] !== source.room && !allowed.includes(name.split('/')[0] ?? ''))
      .map((name) => `${source.path} imports ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('nobody imports the gateway but the command line, the app, the tests, the benchmarks and the demo', () => {
  const allowed = new Set(['gateway', 'bin', 'test', 'bench', 'demo']);
  const wrong = all.filter((s) => !allowed.has(s.room) && s.imports.some((name) => name.startsWith('gateway/')));
  expect(paths(wrong)).toEqual([]);
});

test('no backend calls the gateway: it is the webapps’', () => {
  const backend = new Set(['functions', 'workflows', 'lib', 'ops']);
  expect(paths(all.filter((s) => backend.has(s.room) && /GATEWAY_URL|\/graphql\b/.test(code(s.text))))).toEqual([]);
});

test('lib/pipes alone imports the alpha packages of Pipes', () => {
  const users = all.filter((s) => s.imports.some((name) => name.startsWith('@aws-cdk/aws-pipes')));
  expect(users.length).toBeGreaterThan(0);
  expect(paths(users.filter(({ path }) => !path.startsWith('lib/pipes/')))).toEqual([]);
});

test('the engines take time and randomness from the clock alone', () => {
  const clocks = new Set(['local/clock.ts']);
  const own = /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\brandomUUID\(/;
  const wrong = all.filter(
    (s) => s.room === 'local' && !clocks.has(s.path) && !isWorkerSide(s) && own.test(code(s.text)),
  );
  expect(paths(wrong)).toEqual([]);
});

test('Powertools and vendors stay out of the engines; the AWS SDK stays out of the runtime', () => {
  const foreign = /^(@aws-lambda-powertools|algoliasearch|auth0|@mailchimp|@tryghost|@aws-sdk\/(client|lib)-)/;
  const wrong = all.filter((s) => s.room === 'local' && s.imports.some((name) => foreign.test(name)));
  expect(paths(wrong)).toEqual([]);
});

/** Code that runs inside a Lambda environment is the function's side, and lives on the wall clock as any function does. */
const isWorkerSide = (source: Source) =>
  /\/worker\//.test(source.path) || /(worker[^/]*|lambda\/runtime\/bootstrap)\.ts$/.test(source.path);

const paths = (of: readonly Source[]) => of.map((source) => source.path);

/** Without comments and import lines. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
