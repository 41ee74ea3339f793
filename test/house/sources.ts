import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The checkout's root. */
export const ROOT = resolve(import.meta.dirname, '../..');

const LEFT_OUT = new Set(['node_modules', 'dist', 'cdk.out', 'generated', 'peers']);

/** Code that only tests use; it may reach into other rooms, as they do. */
const TEST_ONLY = /\.test\.ts$|test-support|\/testing\//;

export interface Source {
  /** From the root, with slashes: `local/sqs/service.ts`. */
  readonly path: string;
  /** Its first folder: the room of the house. */
  readonly room: string;
  readonly text: string;
  /** What it imports: a path from the root, or a package's name. */
  readonly imports: readonly string[];
}

/** Every TypeScript file of the project, tests apart unless they are asked for. */
export function sources({ tests = false } = {}): Source[] {
  return files(ROOT)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && (tests || !TEST_ONLY.test(slashes(file))))
    .map(read);
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name) || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const path = slashes(relative(ROOT, file));
  const imports = [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((name) => (name.startsWith('.') ? slashes(relative(ROOT, resolve(dirname(file), name))) : name));
  return { path, room: path.split('/')[0] ?? '', text, imports };
}

const slashes = (path: string) => path.split(sep).join('/');
