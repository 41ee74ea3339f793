import { GraphQLBoolean, GraphQLObjectType, GraphQLSchema, validateSchema } from 'graphql';
import type { SourceDeclaration } from '../declare.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { DocumentError } from '../openapi/load.ts';
import type { Problem } from '../problems.ts';
import { asProblem } from './as-problem.ts';
import { metaOf } from './metadata.ts';
import { Names } from './naming.ts';
import { SourceModel } from './source-model.ts';

/** Converts one source alone and whole, so that its faults show before anything depends on it. */
export function probe(
  source: SourceDeclaration,
  documents: Map<string, OpenApiDocument>,
  problems: Problem[],
): boolean {
  try {
    const model = new SourceModel(source, new Names(), () => ({}));
    const operations = model.operations();
    for (const type of Object.keys(source.types ?? {})) checkEntity(model, type);
    const fields = Object.fromEntries(operations.map((o, i) => [`f${i}`, { type: o.type, args: o.args }]));
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { ok: { type: GraphQLBoolean }, ...fields } }),
    });
    const [error] = validateSchema(schema);
    if (error)
      throw new DocumentError(
        '/components/schemas',
        error.message,
        'repair the document, or do not expose the operation that uses it',
      );
    for (const n of model.notes) problems.push({ source: source.name, ...n, severity: 'note' });
    documents.set(source.name, model.document);
    return true;
  } catch (error) {
    problems.push(asProblem(source.name, error));
    return false;
  }
}

function checkEntity(model: SourceModel, type: string): void {
  const entity = model.entity(type);
  const place = `types.${type}`;
  if (!entity)
    throw new DocumentError(place, `the document has no object ${type}`, 'name a component under /components/schemas');
  const declared = model.source.types?.[type];
  const key = declared?.key ?? 'id';
  if ((declared?.many || declared?.one) && !hasProperty(entity, key))
    throw new DocumentError(`${place}.key`, `${type} has no property ${key}`, 'repair `key`');
  for (const [name, link] of Object.entries(declared?.links ?? {})) {
    if (!hasProperty(entity, link.by))
      throw new DocumentError(`${place}.links.${name}`, `${type} has no property ${link.by}`, 'repair `by`');
    if (entity.getFields()[name])
      throw new DocumentError(
        `${place}.links.${name}`,
        `${type} already has a field ${name}`,
        'give the link another name',
      );
  }
  if (declared?.lookup && !declared.many)
    throw new DocumentError(`${place}.lookup`, 'a lookup needs a batch operation', 'declare `many`');
  model.loaderOf(type);
}

const hasProperty = (type: GraphQLObjectType, property: string): boolean =>
  Object.values(type.getFields()).some((f) => {
    const meta = metaOf(f);
    return meta?.kind === 'property' && meta.property === property;
  });
