import { listOperations } from '../model/list-operations.ts';
import { flatten } from '../model/schemas.ts';
import type { OpenApiDocument, Reference, Response, Schema } from '../openapi/document.ts';
import { resolve } from '../openapi/load.ts';

/**
 * A plausible answer of each operation, made from its OpenAPI schema: every property there, keys equal to what was asked for.
 * `keys` are the ids that rows carry.
 */
export class Samples {
  private readonly document: OpenApiDocument;

  constructor(document: OpenApiDocument) {
    this.document = document;
  }

  answer(operationId: string, keys: readonly string[]): unknown {
    const found = listOperations(this.document).get(operationId);
    const responses = found?.operation.responses ?? {};
    const status = Object.keys(responses).find((s) => s.startsWith('2'));
    const response = status === undefined ? undefined : responses[status];
    if (!response) return null;
    const { value } = resolve<Response>(this.document, response, operationId);
    const schema = Object.values(value.content ?? {})[0]?.schema;
    return schema ? this.value(schema, keys, 0) : null;
  }

  private value(input: Schema | Reference, keys: readonly string[], depth: number, key = keys[0] ?? '1'): unknown {
    const { schema } = flatten(this.document, input, '');
    const [first] = schema.oneOf ?? schema.anyOf ?? [];
    if (first) return this.tagged(schema, first, keys, depth);
    if (schema.enum) return schema.enum[0];
    if (schema.const !== undefined) return schema.const;
    if (schema.properties) return depth > 6 ? {} : this.object(schema, keys, depth, key);
    if (schema.type === 'array')
      return depth > 6 || !schema.items ? [] : keys.map((k) => this.value(schema.items ?? {}, [k], depth + 1, k));
    return scalar(schema, key);
  }

  private object(schema: Schema, keys: readonly string[], depth: number, key: string): Record<string, unknown> {
    // Every text that may be a key is one, so that links and batches meet.
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, p]) => [name, this.value(p, keys, depth + 1, key)]),
    );
  }

  private tagged(schema: Schema, first: Schema | Reference, keys: readonly string[], depth: number): unknown {
    const value = this.value(first, keys, depth + 1);
    const property = schema.discriminator?.propertyName;
    const name = '$ref' in first ? first.$ref.split('/').pop() : undefined;
    const tag =
      Object.entries(schema.discriminator?.mapping ?? {}).find(([, ref]) => ref.split('/').pop() === name)?.[0] ?? name;
    return property !== undefined && typeof value === 'object' && value !== null
      ? { ...value, [property]: tag }
      : value;
  }
}

function scalar(schema: Schema, key: string): unknown {
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? '2026-01-01T00:00:00Z' : key;
    case 'integer':
      return 1;
    case 'number':
      return 1.5;
    case 'boolean':
      return true;
    default:
      return null;
  }
}
