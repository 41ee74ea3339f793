import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildGateway } from './build/build.ts';
import { bundleGateway, GatewayFunction } from './construct.ts';
import { sources } from './sources/index.ts';
import { createWorld } from './testing/world.ts';

const operations = [join(__dirname, 'example', 'operations')];

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
  expect(statSync(join(folder, 'index.mjs')).size).toBeLessThan(70_000);
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
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { handler } from './index.mjs'; console.log = () => {}; process.stdout.write((await handler(${JSON.stringify(event)})).body); process.exit(0);`,
  );
  const output = await new Promise<string>((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'run.mjs')], { env: { ...process.env, ...world.environment } });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => resolve(text));
  });
  await world.close();
  expect(JSON.parse(output).data.items.items).toEqual([
    expect.objectContaining({ id: 'film-1', provider: expect.objectContaining({ name: 'Provider 1' }) }),
  ]);
});

test('an operation that cannot be a plan stops the synthesis', () => {
  expect(() => bundleGateway(sources, [join(__dirname, 'testing', 'bad-operations')])).toThrow(/Nonsense/);
});
