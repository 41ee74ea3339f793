import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { GatewayBuild } from './build.ts';

/** The Lambda function's entry: the plans and the runtime that serves them. */
function handlerText(folder: string): string {
  const runtime = relative(folder, join(import.meta.dirname, '..', 'server', 'lambda-entry.ts')).replaceAll('\\', '/');
  return `import plans, { sources } from './plans.js';\nimport { createLambdaHandler } from ${JSON.stringify(runtime)};\n\nexport const handler = createLambdaHandler(plans, sources, process.env);\n`;
}

/** Writes what `buildGateway` made: `plans.js`, `handler.js`, `manifest.json`, `schema.graphql` and `operations.json`. */
export function writeBuild(build: GatewayBuild, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plans.js'), build.plans);
  writeFileSync(join(folder, 'handler.js'), handlerText(folder));
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(build.manifest, null, 2)}\n`);
  writeFileSync(join(folder, 'schema.graphql'), `${build.sdl}\n`);
  writeFileSync(join(folder, 'operations.json'), `${JSON.stringify(build.operations, null, 2)}\n`);
}
