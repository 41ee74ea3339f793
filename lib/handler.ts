import { join } from 'node:path';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** The source of a Lambda function: a TypeScript file that exports `handler`. */
export interface HandlerSource {
  readonly folder: string;
  readonly file: string;
}

/** `handler(import.meta.dirname, 'write.ts')` */
export function handler(folder: string, file: string): HandlerSource {
  return { folder, file };
}

/**
 * The bundled code. esbuild runs in this process: no Docker, and no `npx` per function as with `NodejsFunction` (0.8 s each).
 * The AWS SDK is bundled too: the runtime's own copy is of unknown version and starts slower than a tree-shaken one.
 * The asset's hash is that of the output, so that a change of a test or a page deploys nothing.
 */
export function bundle({ folder, file }: HandlerSource): AssetCode {
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      outputType: BundlingOutput.NOT_ARCHIVED,
      // CDK bundles once for equal options: without the file among them, all handlers of a folder would get the first one's code.
      command: [file],
      local: {
        tryBundle(output) {
          compile(join(folder, file), output);
          return true;
        },
      },
    },
  });
}

function compile(entry: string, output: string): void {
  buildSync({
    entryPoints: [entry],
    outfile: join(output, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    // CommonJS: the vendors' SDKs are, and `require` of Node's modules needs no shim then.
    format: 'cjs',
    mainFields: ['module', 'main'],
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
  });
}
