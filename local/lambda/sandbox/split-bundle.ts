/** The two parts of a bundled handler. */
export interface BundleParts {
  /** esbuild's helpers, and what comes from `node_modules`. */
  readonly libraries: string;
  /** What the team wrote. */
  readonly own: string;
}

/** Where a module begins in a bundle: esbuild notes its path. */
const MODULE = /^\/\/ (\S+\.(?:[cm]?[jt]s|json))$/gm;

/**
 * Parts a bundle that esbuild made as CommonJS and did not minify; undefined if it is none. A library never refers to the team's
 * modules, so all libraries may come before these; esbuild has made the names of all modules different.
 */
export function splitBundle(source: string): BundleParts | undefined {
  const begins = [...source.matchAll(MODULE)];
  const first = begins[0];
  if (!first || !source.includes('var __toCommonJS = ')) return undefined;
  const parts = { libraries: source.slice(0, first.index), own: '' };
  for (const [at, begin] of begins.entries()) {
    const isLibrary = begin[1]?.includes('node_modules/');
    parts[isLibrary ? 'libraries' : 'own'] += source.slice(begin.index, begins[at + 1]?.index);
  }
  return parts;
}
