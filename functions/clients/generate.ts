import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { DOCUMENTS } from './documents.ts';

// Run by hand: `node functions/clients/generate.ts` writes the types of the REST clients anew. With `--check` it writes nothing, and
// ends with 1 if they are not those of their documents; a test runs that.

const HEAD = '// Made from the OpenAPI document by functions/clients/generate.ts. Do not edit.\n\n';

const isCheck = process.argv.includes('--check');

for (const [api, document] of Object.entries(DOCUMENTS)) {
  const file = join(import.meta.dirname, 'generated', `${api}.ts`);
  const types = HEAD + astToString(await openapiTS(readFileSync(document)));
  if (!isCheck) writeFileSync(file, types);
  else if (readFileSync(file, 'utf8') !== types) {
    console.error(`${file} is not what ${document} says: run node functions/clients/generate.ts`);
    process.exitCode = 1;
  }
}
