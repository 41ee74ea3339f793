import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';
import type { GatewayModel } from '../model/build.ts';
import { metaOf } from '../model/metadata.ts';
import type { Problem } from '../problems.ts';
import type { SubgraphDeclaration } from './declare.ts';

export interface Subgraph {
  readonly declaration: SubgraphDeclaration;
  /** As the service has it. */
  readonly schema: GraphQLSchema;
}

export interface ComposedModel extends GatewayModel {
  /** The subgraphs that are up. */
  readonly subgraphs: readonly Subgraph[];
}

/**
 * Adds the subgraphs' types and fields to the model. What a subgraph adds to the root, or to another source's type, may be null: it
 * falls alone. A subgraph at fault is left out and told in `problems`.
 */
export function withSubgraphs(model: GatewayModel, declarations: readonly SubgraphDeclaration[]): ComposedModel {
  const problems: Problem[] = [...model.problems];
  const subgraphs: Subgraph[] = [];
  let { schema } = model;
  for (const declaration of declarations) {
    const { name } = declaration;
    try {
      const document = parse(readFileSync(declaration.schema, 'utf8'));
      const own = buildASTSchema(document);
      checkTypes(declaration, own, schema);
      schema = tagged(extendSchema(schema, additions(declaration, document, schema)), name);
      subgraphs.push({ declaration, schema: own });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const remedy = 'repair the SDL or the declaration; its fields are left out';
      problems.push({ source: name, place: declaration.schema, message, remedy, severity: 'error' });
    }
  }
  return { ...model, schema, problems, subgraphs };
}

function checkTypes({ types = {} }: SubgraphDeclaration, own: GraphQLSchema, schema: GraphQLSchema): void {
  for (const [name, { key = 'id', query, argument = 'ids' }] of Object.entries(types)) {
    const [type, other] = [own.getType(name), schema.getType(name)];
    if (!isObjectType(type) || !type.getFields()[key]) throw new Error(`it has no type ${name} with a field ${key}`);
    if (other && (!isObjectType(other) || !other.getFields()[key]))
      throw new Error(`the others' ${name} has no field ${key}`);
    const field = own.getQueryType()?.getFields()[query];
    if (!field?.args.some((a) => a.name === argument)) throw new Error(`it has no query ${query}(${argument}:)`);
  }
}

function additions({ types = {} }: SubgraphDeclaration, document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const hidden = new Set(Object.values(types).map(({ query }) => query));
  const definitions = document.definitions.flatMap((d): DefinitionNode[] => {
    if (!('name' in d) || !d.name || d.kind === Kind.DIRECTIVE_DEFINITION) return [];
    const name = d.name.value;
    if (name === 'Subscription') return [];
    const known = schema.getType(name);
    if (d.kind === Kind.OBJECT_TYPE_DEFINITION && (known || name === 'Query' || name === 'Mutation')) {
      if (known && !types[name] && name !== 'Query' && name !== 'Mutation')
        throw new Error(`the type ${name} is another source's too: declare under \`types\` how it is joined`);
      return extension(d, schema, name === 'Query' ? hidden : new Set(), name === 'Query' || name === 'Mutation');
    }
    if (!known) return [d];
    if (d.kind === Kind.SCALAR_TYPE_DEFINITION) return [];
    throw new Error(`the type ${name} is another source's too`);
  });
  return { kind: Kind.DOCUMENT, definitions };
}

function extension(
  { name, fields = [] }: ObjectTypeDefinitionNode,
  schema: GraphQLSchema,
  hidden: ReadonlySet<string>,
  root: boolean,
): DefinitionNode[] {
  const type = schema.getType(name.value);
  const known = isObjectType(type) ? type.getFields() : {};
  const added = fields.filter((f) => !hidden.has(f.name.value) && !known[f.name.value]);
  const clash = root ? fields.find((f) => known[f.name.value]) : undefined;
  if (clash) throw new Error(`the field ${name.value}.${clash.name.value} is another source's too`);
  if (added.length === 0) return [];
  const kind = type ? Kind.OBJECT_TYPE_EXTENSION : Kind.OBJECT_TYPE_DEFINITION;
  return [{ kind, name, fields: added.map(nullable) }];
}

const nullable = (field: FieldDefinitionNode): FieldDefinitionNode =>
  field.type.kind === Kind.NON_NULL_TYPE ? { ...field, type: field.type.type } : field;

/** Fields that mean nothing yet are this subgraph's. */
function tagged(schema: GraphQLSchema, source: string): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type) || !isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields()))
      if (!metaOf(field)) field.extensions = { ...field.extensions, penstock: { kind: 'remote', source } };
  }
  return schema;
}
