import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineSource, type SourceDeclaration } from '../../gateway/declare.ts';

const packages = join(import.meta.dirname, '..', 'peers', 'node_modules');

const WILD = [
  { name: 'github', prefix: 'GitHub', env: 'GITHUB_URL', file: '@octokit/openapi/generated/api.github.com.json' },
  { name: 'blockfrost', prefix: 'Blockfrost', env: 'BLOCKFROST_URL', file: '@blockfrost/openapi/openapi.yaml' },
];

/** Large public documents, every operation exposed. Empty where `bench/peers` is not installed. */
export const wildSources = (): SourceDeclaration[] =>
  WILD.filter((w) => existsSync(join(packages, w.file))).map(({ name, prefix, env, file }) =>
    defineSource({
      name,
      url: { env, local: 'http://127.0.0.1:1' },
      document: join(packages, file),
      exposeAll: true,
      prefix,
    }),
  );
