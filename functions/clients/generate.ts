import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { DOCUMENTS } from './documents.ts';

// `node functions/clients/generate.ts` writes the types of the REST clients anew; a test fails while a document and its types differ.

/** Where an API's types are. */
export const typesOf = (api: string): string => join(import.meta.dirname, 'generated', `${api}.ts`);

const HEAD = '// Made from the OpenAPI document by functions/clients/generate.ts. Do not edit.\n\n';

/** The types of an OpenAPI document, as text. */
export async function generate(document: string): Promise<string> {
  return HEAD + astToString(await openapiTS(readFileSync(document)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [api, document] of Object.entries(DOCUMENTS)) writeFileSync(typesOf(api), await generate(document));
}
