import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.ts';
import { synthesise } from './synth.ts';

/** Beside the assembly: what it was made from. */
const MARK = 'penstock.fingerprint';

/**
 * The cloud assembly of the app in `folder`, in `outDir`: the one that an earlier start left there if nothing that its synthesis may
 * read has changed since, else a new one. The mark is taken away before a synthesis and written after it, and tells how things
 * stood before it began: one that was cut short, or during which a file changed, is never taken for whole.
 * @param ignored folders inside `folder` whose changes mean nothing
 */
export async function assemblyOf(
  folder: string,
  outDir: string,
  env: Record<string, string>,
  ignored: readonly string[] = [],
): Promise<string> {
  const print = fingerprint(folder, { ...process.env, ...env }, [outDir, ...ignored]);
  const mark = join(outDir, MARK);
  if (existsSync(join(outDir, 'manifest.json')) && existsSync(mark) && readFileSync(mark, 'utf8') === print)
    return outDir;
  mkdirSync(outDir, { recursive: true });
  rmSync(mark, { force: true });
  await synthesise(folder, outDir, env);
  writeFileSync(mark, print);
  return outDir;
}
