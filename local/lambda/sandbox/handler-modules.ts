import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { explain } from '../runtime/load.ts';
import { splitBundle } from './split-bundle.ts';

/** What a module sees beside the language: `require`, `process`, `fetch`, … */
export type Scope = Readonly<Record<string, unknown>>;

/** A text as a function of what it sees. */
type Compiled = (...scope: unknown[]) => unknown;

/** Compiled texts by file. */
export type CompiledTexts = Map<string, Compiled>;

export interface HandlerModulesOptions {
  /** Changes a handler's text before it is compiled: how a test takes a guard away. */
  readonly transform?: (source: string, file: string) => string;
  /** Texts that were compiled with the same transformation, to be used again. */
  readonly compiled?: CompiledTexts;
}

/** What differs from sandbox to sandbox, and which libraries look at. */
const OF_A_SANDBOX = ['process', 'console', 'performance'] as const;

/**
 * Loads handlers. Each sandbox gets an instance of its own of what the team wrote; of a bundle's libraries there is one for all
 * sandboxes that share this: to evaluate some ten thousand lines of SDK takes longer than most invocations, and what is evaluated anew is
 * also compiled anew by the engine, again and again. Libraries see the `process`, the `console` and the
 * `performance` of the sandbox that came last.
 */
export class HandlerModules {
  readonly #options: HandlerModulesOptions;
  readonly #compiled: CompiledTexts;
  readonly #instances = new Map<string, (scope: Scope) => void>();

  constructor(options: HandlerModulesOptions = {}) {
    this.#options = options;
    this.#compiled = options.compiled ?? new Map();
  }

  /** What the module exports. @throws what Lambda's runtime would say of a module that cannot be loaded */
  load(file: string, esm: boolean, given: Scope): unknown {
    const module = { exports: {} as unknown };
    const place = { __filename: file, __dirname: dirname(file) };
    try {
      this.#instance(file, esm)({ ...given, ...place, module, exports: module.exports });
    } catch (cause) {
      throw explain(cause);
    }
    return module.exports;
  }

  /** Evaluates what the team wrote, over libraries that are evaluated at the first time. */
  #instance(file: string, esm: boolean): (scope: Scope) => void {
    const known = this.#instances.get(file);
    if (known) return known;
    let latest: Scope = {};
    let own: Compiled | undefined;
    const made = (scope: Scope) => {
      latest = scope;
      own ??= this.#libraries(file, esm, { ...scope, ...forwarded(() => latest) });
      own(...Object.values(scope));
    };
    this.#instances.set(file, made);
    return made;
  }

  #libraries(file: string, esm: boolean, scope: Scope): Compiled {
    const names = Object.keys(scope);
    const compiled = this.#compiled.get(file) ?? this.#compile(file, esm, names);
    this.#compiled.set(file, compiled);
    return compiled(...Object.values(scope)) as Compiled;
  }

  #compile(file: string, esm: boolean, names: string[]): Compiled {
    const text = readFileSync(file, 'utf8');
    const source = importsAsRequires(esm ? toCommonJs(text, file) : text);
    const changed = this.#options.transform?.(source, file) ?? source;
    const { libraries, own } = splitBundle(changed) ?? { libraries: '', own: changed };
    const whole = `${libraries}return function (${names.join(', ')}) {${own}\n};`;
    return compileFunction(whole, names, { filename: file }) as Compiled;
  }
}

function forwarded(latest: () => Scope): Scope {
  const present = OF_A_SANDBOX.filter((name) => name in latest());
  const to = (name: string) => {
    const target = () => latest()[name] as object;
    return new Proxy({}, { get: (_, key) => Reflect.get(target(), key), has: (_, key) => Reflect.has(target(), key) });
  };
  return Object.fromEntries(present.map((name) => [name, to(name)]));
}

/** Node's own modules that are imported on demand come through `require` too: what replaces them then holds for these. */
const importsAsRequires = (source: string): string =>
  source.replace(/\bimport\(("node:[\w/]+"|'node:[\w/]+')\)/g, 'Promise.resolve(require($1))');

/** Synchronous, as all of loading is here: work that the event loop does beside the clock would make a run depend on the machine. */
function toCommonJs(source: string, file: string): string {
  const esbuild: typeof import('esbuild') = createRequire(join(import.meta.dirname, 'x.js'))('esbuild');
  const define = { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) };
  return esbuild.transformSync(source, { format: 'cjs', platform: 'node', define }).code;
}
