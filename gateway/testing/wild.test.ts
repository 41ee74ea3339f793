import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type GraphQLSchema, validateSchema } from 'graphql';
import { defineSource, type SourceDeclaration } from '../declare.ts';
import { buildModel, type GatewayModel } from '../model/build.ts';
import { sources } from '../sources/index.ts';
import { wildDocument } from './wild-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'gateway-wild-'));
let files = 0;

function source(document: unknown, rest: Partial<SourceDeclaration> = {}): SourceDeclaration {
  const file = join(folder, `wild-${files++}.json`);
  writeFileSync(file, JSON.stringify(document));
  return defineSource({ name: 'wild', url: { env: 'X' }, document: file, exposeAll: true, prefix: 'Wild', ...rest });
}

const fieldsOf = (schema: GraphQLSchema, type: string): string[] => {
  const found = schema.getType(type);
  return found && 'getFields' in found ? Object.keys(found.getFields()) : [];
};

/** Two that link to each other are enough beside the wild one. */
const others = sources.filter((s) => s.name === 'inventory' || s.name === 'providers');

/** The wild source is up, or told of with its place and remedy; either way the others are, and the schema is sound. */
function expectHarmless({ schema, sources: up, problems }: GatewayModel): void {
  expect(validateSchema(schema)).toEqual([]);
  expect(up.map((s) => s.name)).toEqual(expect.arrayContaining(others.map((s) => s.name)));
  expect(fieldsOf(schema, 'Query')).toEqual(expect.arrayContaining(['item', 'items', 'provider']));
  for (const p of problems) {
    expect(p).toMatchObject({ source: 'wild', place: expect.stringMatching(/./), message: expect.stringMatching(/./) });
    expect(p.remedy).not.toBe('');
  }
  if (!up.some((s) => s.name === 'wild')) expect(problems.map((p) => p.severity)).toContain('error');
}

test('any document is served or refused in words, and the other sources stay up', () => {
  fc.assert(
    fc.property(wildDocument, (document) => expectHarmless(buildModel([...others, source(document)]))),
    { numRuns: 50 },
  );
});

const answering = (schema: unknown, operationId = 'get thing') => ({
  operationId,
  responses: { '200': { content: { 'application/json': { schema } } } },
});
const document = (schema: unknown, schemas: Record<string, unknown> = {}) => ({
  openapi: '3.1.0',
  paths: { '/thing': { get: answering(schema) } },
  components: { schemas },
});

test('circles of types are types that name each other', () => {
  const node = {
    type: 'object',
    properties: { next: { $ref: '#/components/schemas/Node' }, size: { type: 'integer' } },
  };
  const { schema } = buildModel([source(document({ $ref: '#/components/schemas/Node' }, { Node: node }))]);
  expect(fieldsOf(schema, 'WildNode')).toEqual(['next', 'size']);
});

test('a nullable list of 3.1 is a nullable list, an unknown format is its plain type', () => {
  const thing = {
    type: 'object',
    required: ['tags', 'code'],
    properties: {
      tags: { type: ['array', 'null'], items: { type: 'string' } },
      code: { type: 'string', format: 'x-odd' },
    },
  };
  const { schema } = buildModel([source(document({ $ref: '#/components/schemas/Thing' }, { Thing: thing }))]);
  const type = schema.getType('WildThing');
  const fields = type && 'getFields' in type ? type.getFields() : {};
  expect([String(fields.tags?.type), String(fields.code?.type)]).toEqual(['[String!]', 'String!']);
});

test('two operations of one id are told apart, and neither may be declared by it', () => {
  const twice = { '/a': { get: answering({ type: 'string' }) }, '/b': { get: answering({ type: 'integer' }) } };
  const model = buildModel([...others, source({ ...document({}), paths: twice })]);
  expectHarmless(model);
  expect(fieldsOf(model.schema, 'Query')).toEqual(expect.arrayContaining(['getThing', 'getB']));
  expect(model.problems).toMatchObject([
    { place: '/paths/~1b/get', message: expect.stringMatching(/get thing is the id/) },
  ]);
  const declared = { operations: { 'get thing': {} }, exposeAll: false };
  const { problems } = buildModel([...others, source({ ...document({}), paths: twice }, declared)]);
  expect(problems).toMatchObject([{ severity: 'error', remedy: 'give each operation an operationId of its own' }]);
});

test('a reference outside the document is refused with its place and what to do', () => {
  const outside = document({ $ref: 'https://elsewhere.test/schemas.json#/Thing' });
  const { problems, sources: up } = buildModel([...others, source(outside)]);
  expect(up).toHaveLength(others.length + (problems.some((p) => p.severity === 'error') ? 0 : 1));
  expect(problems[0]).toMatchObject({
    place: expect.stringContaining('/paths/~1thing/get'),
    message: expect.stringContaining('points outside the document'),
    remedy: 'bundle the document into one file',
  });
});

const peers = join(__dirname, '..', '..', 'bench', 'peers', 'node_modules');
const LARGE: [name: string, file: string, operations: number][] = [
  ['GitHub', '@octokit/openapi/generated/api.github.com.json', 900],
  ['Blockfrost', '@blockfrost/openapi/openapi.yaml', 80],
];

describe.each(LARGE)('the public document of %s', (name, file, operations) => {
  const path = join(peers, file);
  const there = existsSync(path);
  const reason = there ? '' : ' (skipped: the document comes with npm ci in bench/peers)';
  (there ? test : test.skip)(`loads with all its operations${reason}`, () => {
    const declared = defineSource({
      name: 'wild',
      url: { env: 'X' },
      document: path,
      exposeAll: true,
      prefix: name,
    });
    const model = buildModel([...others, declared]);
    expectHarmless(model);
    expect(model.sources.map((s) => s.name)).toContain('wild');
    const { schema } = model;
    expect([...fieldsOf(schema, 'Query'), ...fieldsOf(schema, 'Mutation')].length).toBeGreaterThan(operations);
  });
});
