import { join } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

const here = import.meta.dirname;

/** The operations' types and documents, from the released schema: `npx graphql-codegen --config gateway/example/codegen.ts`. */
const config: CodegenConfig = {
  schema: join(here, '../released/schema.graphql'),
  documents: [join(here, 'operations/*.graphql')],
  generates: {
    [`${join(here, 'src/generated')}/`]: {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        nonOptionalTypename: true,
        scalars: { ID: 'string', DateTime: 'string', Long: 'number', JSON: 'unknown' },
      },
    },
  },
};

export default config;
