import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What changes from shell to shell and run to run, and what no app may depend on. */
const OF_THE_SESSION =
  /^(_|PWD|OLDPWD|SHLVL|INIT_CWD|COLUMNS|LINES|TERM|TERM_.*|WINDOWID|SSH_.*|npm_.*|NODE_COMPILE_CACHE|MALLOC_ARENA_MAX)$/;

/** Installed packages are known by what npm wrote when it installed them. */
const INSTALLED = 'node_modules/.package-lock.json';

/** What tools write, and no synthesis reads. */
const OUTPUTS = new Set(['node_modules', 'cdk.out', 'coverage', '.git', '.penstock', '.cache']);

/**
 * Stands for all that a synthesis in `folder` may read: each file's size and times of change (of its content, and of its entry, which
 * nobody can set back), the installed packages, the environment, and Node's version. Which of it the app really reads is
 * not asked: its functions are bundled by a program of its own, so nobody could tell.
 * @param env the environment in full
 * @param ignored folders inside `folder` that are written to, such as that of the data
 */
export function fingerprint(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  ignored: readonly string[] = [],
): string {
  const found = createHash('sha256').update(`${process.version}\n${resolve(folder)}\n`);
  for (const name of Object.keys(env).sort())
    if (!OF_THE_SESSION.test(name)) found.update(`${JSON.stringify([name, env[name]])}\n`);
  const skipped = new Set(ignored.map((path) => resolve(path)));
  const seen = new Set<string>();
  const walk = (path: string): void => {
    const real = realpathSync(path);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of readdirSync(path).sort()) {
      const inner = join(path, name);
      if (OUTPUTS.has(name) || skipped.has(inner)) continue;
      const stats = statsOf(inner);
      if (stats.isDirectory()) walk(inner);
      else found.update(line(inner, stats));
    }
  };
  walk(resolve(folder));
  const installed = join(folder, INSTALLED);
  found.update(line(INSTALLED, statSync(installed, { bigint: true, throwIfNoEntry: false })));
  return found.digest('hex');
}

/** Of what a link leads to; of the link itself if that is nowhere. */
const statsOf = (path: string): BigIntStats =>
  statSync(path, { bigint: true, throwIfNoEntry: false }) ?? lstatSync(path, { bigint: true });

const line = (path: string, stats: BigIntStats | undefined): string =>
  `${JSON.stringify(path)} ${stats ? [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ') : 'absent'}\n`;
