import { type GraphQLFieldConfigArgumentMap, GraphQLNonNull, type GraphQLOutputType } from 'graphql';
import type { OperationDeclaration } from '../declare.ts';
import type { MediaType, OpenApiDocument, RequestBody, Response } from '../openapi/document.ts';
import { DocumentError, resolve } from '../openapi/load.ts';
import type { InputTypes } from './input.ts';
import type { FoundOperation } from './list-operations.ts';
import { typeName } from './naming.ts';
import { uniqueArg } from './operation-arguments.ts';
import type { OutputTypes } from './output.ts';
import { flatten } from './schemas.ts';

/** Adds the argument of a request's body; its name, or undefined if it has none. */
export function bodyOf(
  document: OpenApiDocument,
  found: FoundOperation,
  inputs: InputTypes,
  args: GraphQLFieldConfigArgumentMap,
): string | undefined {
  if (!found.operation.requestBody) return undefined;
  const { value } = resolve<RequestBody>(document, found.operation.requestBody, `${found.place}/requestBody`);
  const media = jsonMedia(value.content);
  if (!media) {
    if (Object.keys(value.content ?? {}).length === 0 || !value.required) return undefined;
    throw new DocumentError(
      `${found.place}/requestBody`,
      `the body is ${Object.keys(value.content ?? {}).join(', ')}, and only JSON is sent`,
      'do not expose this operation',
    );
  }
  const name = uniqueArg(args, 'input');
  const inner = inputs.of(media.schema ?? {}, `${typeName(found.id)}Input`, `${found.place}/requestBody`);
  args[name] = { type: value.required ? new GraphQLNonNull(inner.type) : inner.type };
  return name;
}

/** The type of what an operation answers, or undefined if that is nothing. */
export function answerOf(
  document: OpenApiDocument,
  found: FoundOperation,
  declared: OperationDeclaration,
  outputs: OutputTypes,
): GraphQLOutputType | undefined {
  const responses = found.operation.responses ?? {};
  const status =
    Object.keys(responses)
      .filter((s) => /^2/.test(s))
      .sort()[0] ?? (responses.default ? 'default' : undefined);
  const response = status === undefined ? undefined : responses[status];
  if (!response) return undefined;
  const place = `${found.place}/responses/${status}`;
  const media = jsonMedia(resolve<Response>(document, response, place).value.content);
  if (!media?.schema) return undefined;
  if (declared.unwrap === undefined) return outputs.of(media.schema, `${typeName(found.id)}Result`, place).type;
  const whole = flatten(document, media.schema, place);
  const inner = whole.schema.properties?.[declared.unwrap];
  if (!inner)
    throw new DocumentError(
      place,
      `the answer has no property ${declared.unwrap}`,
      'repair `unwrap` in the declaration',
    );
  return outputs.of(inner, `${typeName(found.id)}Result`, place).type;
}

function jsonMedia(content: Readonly<Record<string, MediaType>> | undefined): MediaType | undefined {
  for (const [type, media] of Object.entries(content ?? {}))
    if (/^application\/([\w.+-]+\+)?json|^\*\/\*/.test(type)) return media;
  return undefined;
}
