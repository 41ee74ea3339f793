import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Each source of a built page, from the checkout's root, and the hash of what it held. */
export type SourceHashes = Readonly<Record<string, string>>;

export const HASH_FILE = 'sources.json';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Records beside a built page what it was built from, so that a test can tell when a committed `dist` is older than its sources.
 * Packages are left out: the lock file speaks for them.
 */
export function sourceHashes(configFile: string): Plugin {
  return {
    name: 'penstock-source-hashes',
    apply: 'build',
    generateBundle() {
      const files = [configFile, ...this.getModuleIds()].map((id) => id.replace(/\?.*$/, ''));
      const own = files.filter((file) => existsSync(file) && !file.includes('node_modules'));
      const entries = [...new Set(own)].sort().map((file) => [slashes(relative(ROOT, file)), hashOf(file)]);
      const source = `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`;
      this.emitFile({ type: 'asset', fileName: HASH_FILE, source });
    },
  };
}

/** The sources that are not what they were when the page was built. */
export function staleSources(dist: string): string[] {
  const recorded: SourceHashes = JSON.parse(readFileSync(join(dist, HASH_FILE), 'utf8'));
  return Object.entries(recorded).flatMap(([file, hash]) => {
    const path = join(ROOT, file);
    return existsSync(path) && hashOf(path) === hash ? [] : [file];
  });
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
const slashes = (path: string): string => path.split(sep).join('/');
