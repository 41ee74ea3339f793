import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineSource, type SourceDeclaration } from '../declare.ts';
import { sources } from '../sources/index.ts';
import { labSources } from '../testing/lab/sources.ts';
import { buildModel } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-documents-'));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const source = (name: string, text: string, rest: Partial<SourceDeclaration> = {}): SourceDeclaration =>
  defineSource({
    name,
    url: { env: 'X', local: 'http://x' },
    document: write(`${name}.yaml`, text),
    exposeAll: true,
    ...rest,
  });

test('the company’s sources are sound', () => {
  expect(buildModel(sources).problems).toEqual([]);
});

describe('a faulty document takes its own source out, and says where and what to do', () => {
  test.each<[string, string, RegExp]>([
    ['broken YAML', 'openapi: [3', /neither JSON nor YAML.*repair the syntax/],
    ['Swagger 2', 'swagger: "2.0"', /\/swagger: Swagger 2.0.*convert/],
    ['no version', 'paths: {}', /\/openapi.*missing/],
    [
      'a lost reference',
      'openapi: 3.1.0\npaths: { /a: { get: { operationId: a, responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Lost" } } } } } } } }',
      /Lost points to nothing/,
    ],
    [
      'a reference to itself',
      'openapi: 3.1.0\npaths: { /a: { get: { operationId: a, responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } } } }\ncomponents: { schemas: { A: { $ref: "#/components/schemas/A" } } }',
      /leads to itself/,
    ],
  ])('%s', (_name, text, expected) => {
    const {
      problems,
      sources: up,
      schema,
    } = buildModel([...sources, source('broken', text, { exposeAll: false, operations: { a: {} } })]);
    expect(problems.map((p) => `${p.source} ${p.place}: ${p.message} → ${p.remedy}`).join('\n')).toMatch(expected);
    expect(up.map((s) => s.name)).toEqual(sources.map((s) => s.name));
    expect(schema.getType('Item')).toBeDefined();
  });
});

describe('a link that would cost a call per row is an error', () => {
  const lab = labSources();
  const without = (change: Partial<SourceDeclaration>) =>
    buildModel([lab[0] as SourceDeclaration, { ...(lab[1] as SourceDeclaration), ...change }]);

  test('unless a concurrency bounds it', () => {
    expect(buildModel(lab).problems).toEqual([]);
    const { problems, schema } = without({ types: { Person: { links: {} } } });
    expect(problems.filter((p) => p.severity === 'error').map((p) => p.message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/Person has no batch operation: this link would cost one call per row/),
      ]),
    );
    expect(String(schema.getType('Product')?.toConfig().name)).toBe('Product');
  });

  test('and so is a batch operation that answers something else', () => {
    const { problems } = without({ types: { Person: { many: { operation: 'getPerson', keys: 'id' } } } });
    expect(problems[0]).toMatchObject({
      source: 'people',
      message: expect.stringMatching(/answers Person, not a list of Person/),
    });
  });
});
