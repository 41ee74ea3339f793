import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { bundle, handler } from './handler.ts';

const folder = mkdtempSync(join(tmpdir(), 'penstock-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesises a function of `source`, and gives the folder of its code. */
function bundled(source: string, out: string): string {
  process.env.CDK_VALIDATION = 'false';
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  writeFileSync(join(folder, 'write.ts'), source);
  const app = new App({ outdir: join(folder, out), analyticsReporting: false });
  const stack = new Stack(app, 'S');
  const code = bundle(handler(folder, 'write.ts'));
  new LambdaFunction(stack, 'F', { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X });
  app.synth();
  const assets = JSON.parse(readFileSync(join(folder, out, 'S.assets.json'), 'utf8'));
  const paths = Object.values<{ source: { path: string } }>(assets.files).map(({ source }) => source.path);
  return join(folder, out, paths.find((path) => path.startsWith('asset.')) ?? 'no asset');
}

test('TypeScript and what it imports become one module that Lambda can load', async () => {
  writeFileSync(join(folder, 'greeting.ts'), 'export const greeting: string = "hello";');
  const source =
    'import { greeting } from "./greeting.ts"; export const handler = async (name: string) => greeting + name;';
  const load = createRequire(join(folder, 'loader.js'));
  expect(await load(join(bundled(source, 'one'), 'index.js')).handler('you')).toBe('helloyou');
});

test('the asset’s name is that of the output: a file that is not bundled changes nothing, code does', () => {
  const name = (source: string, out: string) => bundled(source, out).split('/').pop();
  const plain = name('export const handler = async () => 1;', 'a');
  writeFileSync(join(folder, 'write.test.ts'), 'test("x", () => undefined);');
  expect(name('export const handler = async () => 1;', 'b')).toBe(plain);
  expect(name('export const handler = async () => 2;', 'c')).not.toBe(plain);
});

test('two handlers of one folder get each their own code', () => {
  writeFileSync(join(folder, 'first.ts'), 'export const handler = async () => "first";');
  writeFileSync(join(folder, 'second.ts'), 'export const handler = async () => "second";');
  const stack = new Stack(new App({ outdir: join(folder, 'two'), analyticsReporting: false }), 'S');
  for (const name of ['first', 'second']) {
    const code = bundle(handler(folder, `${name}.ts`));
    new LambdaFunction(stack, name, { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X });
  }
  const keys = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(
    (resource) => resource.Properties.Code.S3Key,
  );
  expect(new Set(keys).size).toBe(2);
});

test('a fault in the source ends the synthesis, and is named', () => {
  expect(() => bundled('import "./missing.ts"; export const handler = 1;', 'd')).toThrow(/missing\.ts/);
});
