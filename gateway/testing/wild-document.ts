import fc from 'fast-check';

/**
 * OpenAPI documents as nobody should write them, and somebody does: references in circles, to nothing and out of the document, names
 * that no language allows, operation ids that come twice or not at all, types of 3.0 and 3.1 mixed, formats that nobody knows.
 */
const NAMES = ['Item', 'item', 'Thing-Two', '3D', '__proto__', 'constructor', 'naïve name', 'a.b', '漢字', 'Query'];
const name = fc.constantFrom(...NAMES);

const reference = fc
  .oneof(
    { weight: 6, arbitrary: name.map((n) => `#/components/schemas/${encodeURIComponent(n)}`) },
    { weight: 1, arbitrary: fc.constantFrom('other.yaml#/X', '#/nowhere', '#', 'https://elsewhere.test/x.json') },
  )
  .map(($ref) => ({ $ref }));

const scalar = fc.record(
  {
    type: fc.constantFrom<unknown>('string', 'integer', 'number', 'boolean', ['string', 'null'], 'file', 7),
    format: fc.constantFrom('date-time', 'int64', 'uuid', 'x-odd', 'binary'),
    nullable: fc.boolean(),
    enum: fc.constantFrom<unknown[]>(['a', 'b'], ['a-b', 'a b', '1'], [1, 2], [null, 'x'], [], ['true', '__x']),
    default: fc.constantFrom<unknown>(null, 'a', 1, {}),
  },
  { requiredKeys: [] },
);

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    reference,
    fc.record({ type: fc.constantFrom<unknown>('array', ['array', 'null']), items: tie('schema') }),
    fc.record(
      {
        type: fc.constantFrom<unknown>('object', ['object', 'null']),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
        required: fc.uniqueArray(name, { maxLength: 3 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      },
      { requiredKeys: [] },
    ),
    fc
      .tuple(fc.constantFrom('allOf', 'oneOf', 'anyOf'), fc.array(tie('schema'), { maxLength: 3 }))
      .map(([kind, parts]) => ({ [kind]: parts })),
  ),
}));

const parameter = fc.record(
  {
    name,
    in: fc.constantFrom('query', 'path', 'header', 'cookie', 'body'),
    required: fc.boolean(),
    style: fc.constantFrom('form', 'deepObject', 'pipeDelimited', 'matrix'),
    schema,
  },
  { requiredKeys: ['name', 'in'] },
);

const operation = fc.record(
  {
    operationId: fc.constantFrom('list', 'list items', 'get/thing', '7', 'query', '__typename'),
    parameters: fc.array(fc.oneof(parameter, reference), { maxLength: 3 }),
    requestBody: fc.record({ content: fc.constantFrom('application/json', 'text/plain').chain(content) }),
    responses: fc.dictionary(
      fc.constantFrom('200', '201', '204', 'default', '4XX'),
      fc.oneof(
        fc.record({ content: fc.constantFrom('application/json', 'application/xml', '*/*').chain(content) }),
        reference,
      ),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: [] },
);

function content(type: string): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({ schema }).map((media) => ({ [type]: media }));
}

export const wildDocument = fc.record({
  openapi: fc.constantFrom('3.0.3', '3.1.0'),
  paths: fc.dictionary(
    fc.constantFrom('/items', '/items/{Item}', '/a b', 'no-slash', '/things/{3D}/x'),
    fc.dictionary(fc.constantFrom('get', 'post', 'delete', 'x-extra'), operation, { maxKeys: 2 }),
    { maxKeys: 4 },
  ),
  components: fc.record({ schemas: fc.dictionary(name, schema, { maxKeys: 6 }) }),
});
