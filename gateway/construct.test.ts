import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildGateway } from './build/build.ts';
import { bundleGateway, GatewayFunction } from './construct.ts';
import { sources } from './sources/index.ts';
import { createWorld } from './testing/world.ts';

const operations = [join(__dirname, 'example', 'operations')];

/** Runs the bundle in a Node of its own; answers the body. */
function runBundle(folder: string, event: object, environment: Readonly<Record<string, string>>): Promise<string> {
  const file = join(folder, 'run.mjs');
  writeFileSync(
    file,
    `import { handler } from './index.mjs'; console.log = () => {}; process.stdout.write((await handler(${JSON.stringify(event)})).body); process.exit(0);`,
  );
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...environment } });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => resolve(text));
  });
}

test('a function with a URL, a role for its own logs, and nothing else', () => {
  const stack = new Stack(new App(), 'Stack');
  new GatewayFunction(stack, 'Gateway', {
    name: 'gateway',
    environment: { INVENTORY_URL: 'https://inventory' },
    auth: { issuer: 'https://x/', audience: 'a' },
  });
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
  const types = [...new Set(Object.values(Resources).map((r) => r.Type))].sort();
  expect(types).toEqual([
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Lambda::Url',
    'AWS::Logs::LogGroup',
  ]);
});

test('the bundle runs registered operations without graphql-js', async () => {
  const world = await createWorld();
  const folder = bundleGateway(sources, operations);
  const code = readFileSync(join(folder, 'index.mjs'), 'utf8');
  expect(code).not.toMatch(/GraphQLObjectType|new Function|\beval\(/);
  // It would take longer to load than all the rest.
  expect(code).not.toMatch(/from ?"(node:)?crypto"/);
  const { manifest } = buildGateway(sources, operations, { forms: 'apollo' });
  const catalogue = manifest.operations.find((o) => o.name === 'Catalogue');
  const event = {
    rawPath: '/graphql',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST' } },
    body: JSON.stringify({
      variables: { limit: 1 },
      extensions: { persistedQuery: { version: 1, sha256Hash: catalogue?.id } },
    }),
  };
  const output = await runBundle(folder, event, world.environment);
  await world.close();
  expect(JSON.parse(output).data.items.items).toEqual([
    expect.objectContaining({ id: 'film-1', provider: expect.objectContaining({ name: 'Provider 1' }) }),
  ]);
});

test('the function stays small: 50 KB with all the pages’ plans, and the check of tokens beside it', () => {
  const folder = bundleGateway(sources, operations);
  const files = readdirSync(folder);
  const sizeOf = (file: string): number => statSync(join(folder, file)).size;
  expect(sizeOf('index.mjs')).toBeLessThanOrEqual(50_000);
  const others = files.filter((f) => f !== 'index.mjs');
  expect(others).toEqual([expect.stringMatching(/^auth-\w+\.mjs$/)]);
  expect(others.reduce((sum, f) => sum + sizeOf(f), 0)).toBeLessThanOrEqual(20_000);
  // What comes before the plans: nothing that only the server needs may slip in.
  const bare = bundleGateway(sources, []);
  expect(statSync(join(bare, 'index.mjs')).size).toBeLessThanOrEqual(32_000);
});

test('a token is checked where an issuer is set', async () => {
  const folder = bundleGateway(sources, operations);
  const event = {
    rawPath: '/graphql',
    headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
    requestContext: { http: { method: 'POST' } },
    body: JSON.stringify({
      documentId: buildGateway(sources, operations, { forms: 'apollo' }).manifest.operations[0]?.id,
    }),
  };
  const environment = { AUTH_ISSUER: 'https://issuer.test/', AUTH_AUDIENCE: 'api' };
  const output = await runBundle(folder, event, environment);
  expect(JSON.parse(output).errors[0].extensions.code).toBe('UNAUTHENTICATED');
});

test('an operation that cannot be a plan stops the synthesis', () => {
  expect(() => bundleGateway(sources, [join(__dirname, 'testing', 'bad-operations')])).toThrow(/Nonsense/);
});
