import { type GraphQLFieldConfigMap, GraphQLList, GraphQLNonNull } from 'graphql';
import type { LinkDeclaration, SourceDeclaration } from '../declare.ts';
import { DocumentError } from '../openapi/load.ts';
import type { Problem } from '../problems.ts';
import { asProblem } from './as-problem.ts';
import type { SourceModel } from './source-model.ts';

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/** The fields that a declaration's links add to a type. A link that cannot be is left out, and told in `problems`. */
export function links(
  source: SourceDeclaration,
  type: string,
  models: ReadonlyMap<string, SourceModel>,
  problems: Problem[],
): Fields {
  const fields: Fields = {};
  for (const [name, link] of Object.entries(source.types?.[type]?.links ?? {})) {
    const place = `types.${type}.links.${name}`;
    try {
      const field = linkField(source, type, link, models, place);
      const scopes = source.types?.[type]?.scopes?.[name];
      fields[name] = {
        type: field.type,
        extensions: {
          penstock: {
            kind: 'link',
            by: link.by,
            loader: field.loader,
            source: field.source,
            ...(scopes ? { scopes } : {}),
          },
        },
      };
    } catch (error) {
      problems.push({ ...asProblem(source.name, error), place });
    }
  }
  return fields;
}

function linkField(
  source: SourceDeclaration,
  type: string,
  link: LinkDeclaration,
  models: ReadonlyMap<string, SourceModel>,
  place: string,
) {
  const owner = ownerOf(link, models);
  const entity = owner?.entity(link.to);
  if (!owner || !entity)
    throw new DocumentError(place, `there is no type ${link.to}`, 'its source is missing or down, or `to` is misspelt');
  if (link.through) {
    const loader = owner.batch(link.to, link.through, link.through.on, true);
    return { type: new GraphQLList(new GraphQLNonNull(entity)), loader, source: owner.source.name };
  }
  const loader = owner.loaderOf(link.to);
  if (!loader)
    throw new DocumentError(
      place,
      `${link.to} has no batch operation: this link would cost one call per row`,
      `declare \`many\` for ${link.to}, or \`one\` with a concurrency`,
    );
  const listed = models.get(source.name)?.isList(type, link.by) ?? false;
  return { type: listed ? new GraphQLList(entity) : entity, loader, source: owner.source.name };
}

function ownerOf(link: LinkDeclaration, models: ReadonlyMap<string, SourceModel>): SourceModel | undefined {
  if (link.through) return models.get(link.through.source);
  return [...models.values()].find((m) => m.source.types?.[link.to] && m.entity(link.to));
}
