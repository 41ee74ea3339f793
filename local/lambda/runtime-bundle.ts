import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PREFIX = 'penstock-lambda-';

/** What Lambda's Node.js runtime carries beside Node itself. */
const PROVIDED = ['@aws-sdk', '@smithy'];

/**
 * A folder of this process for the code of functions, with the AWS SDK in reach as on AWS, and with the program of its
 * environments as one JavaScript file: a process that strips types by itself takes three times as long to start.
 */
export class Workspace {
  readonly root: string;
  #bundle: Promise<string> | undefined;

  constructor() {
    removeOrphans();
    this.root = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    mkdirSync(join(this.root, 'node_modules'));
    for (const scope of PROVIDED) {
      const found = findUpwards(join('node_modules', scope));
      if (found) symlinkSync(found, join(this.root, 'node_modules', scope));
    }
  }

  /** The path of the environments' program. */
  bundle(): Promise<string> {
    this.#bundle ??= build(join(this.root, 'bootstrap.cjs'));
    return this.#bundle;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Removes the folders that killed processes left. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (pid > 0 && !isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function build(outfile: string): Promise<string> {
  const esbuild = await import('esbuild');
  const entry = join(import.meta.dirname, 'runtime', 'bootstrap.ts');
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
  });
  return outfile;
}

function findUpwards(relative: string): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, relative))) return join(folder, relative);
  return undefined;
}
