import { join } from 'node:path';
import { GetFunctionCommand, type LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { buildSync } from 'esbuild';
import { zip } from '../../local/template/zip.ts';

const WORKFLOW = join(import.meta.dirname, '../../workflows/inventory-to-algolia');

/** The workflow's own write function. */
export const SOUND = `export { handler } from './write.ts';`;

/** The same with a bug: the projection throws, so every item is parked. */
export const BROKEN = `
  import { replicate } from '../../functions/replicate/replicate.ts';
  import { inventoryItem } from './contract.ts';
  export const handler = replicate({
    contract: inventoryItem,
    project: () => { throw new TypeError('a bug in the projection'); },
    target: async () => ({ apply: async () => [] }),
  });`;

/** Deploys a write function, as a developer would, and waits until it is in force. */
export async function deployCode(lambda: LambdaClient, FunctionName: string, source: string): Promise<void> {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: WORKFLOW, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    legalComments: 'none',
  });
  const ZipFile = zip({ 'index.js': Buffer.from(outputFiles[0]?.contents ?? []) });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  for (;;) {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    if (Configuration?.LastUpdateStatus !== 'InProgress') return;
  }
}
