import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The app could not be synthesised; the message ends with what it printed. */
export class SynthError extends Error {
  override readonly name = 'SynthError';
}

/**
 * Runs the app that `cdk.json` in `folder` names, as the CDK CLI does, and resolves to the cloud assembly's folder.
 * AWS's own template validation is left to `npx cdk synth` and CI: it takes some seconds and changes nothing in the template.
 */
export async function synthesise(folder: string, outDir: string, env: Record<string, string>): Promise<string> {
  const config = join(folder, 'cdk.json');
  if (!existsSync(config)) {
    throw new SynthError(
      `no cdk.json in ${folder}: run this in the project's folder, or give --empty for a bare endpoint`,
    );
  }
  const { app, context } = JSON.parse(readFileSync(config, 'utf8')) as { app: string; context?: object };
  mkdirSync(outDir, { recursive: true });
  const child = spawn(app, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: outDir,
      CDK_CONTEXT_JSON: JSON.stringify(context ?? {}),
      CDK_VALIDATION: 'false',
      ...env,
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed = (printed + chunk).slice(-8_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new SynthError(`the CDK app ended with ${code} (${app}):\n${printed.trim()}`);
  return outDir;
}
