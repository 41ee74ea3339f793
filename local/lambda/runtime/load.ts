import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.ts';

export type Handler = (event: unknown, context: unknown, third?: unknown) => unknown;

/** Where a handler such as `src/index.lib.handler` lives: the file without its extension, and the path of the export. */
export function parseHandler(handler: string): { module: string; exportPath: string[] } {
  const slash = handler.lastIndexOf('/') + 1;
  const dot = handler.indexOf('.', slash);
  if (dot <= slash || dot === handler.length - 1)
    throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler: '${handler}'`);
  return { module: handler.slice(0, dot), exportPath: handler.slice(dot + 1).split('.') };
}

/** Finds the file, trying the extensions in the order in which Lambda tries them. */
export function findModule(taskRoot: string, module: string): { file: string; esm: boolean } {
  const base = resolve(taskRoot, module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (extension === '' && !/\.[mc]?js$/.test(file)) continue;
    if (existsSync(file)) return { file, esm: isEsm(file, taskRoot) };
  }
  const problem = `Error: Cannot find module '${module}'\nRequire stack:\n- /var/runtime/index.mjs`;
  throw new RuntimeError('Runtime.ImportModuleError', problem);
}

/** As Node decides it, yet never looking above the task root: a package there is not deployed. */
function isEsm(file: string, taskRoot: string): boolean {
  if (file.endsWith('.mjs')) return true;
  if (file.endsWith('.cjs')) return false;
  for (let folder = dirname(file); folder.startsWith(resolve(taskRoot)); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  }
  return false;
}

/** Loads the handler; each way to fail has the error type that Lambda gives it. */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const { module, exportPath } = parseHandler(handler);
  const { file, esm } = findModule(taskRoot, module);
  const exported = await importFile(file, esm);
  return pickHandler(exported, exportPath, handler);
}

export function pickHandler(exported: unknown, exportPath: string[], handler: string): Handler {
  const found = exportPath.reduce(step, exported);
  if (found === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is not a function`);
  return found as Handler;
}

const step = (value: unknown, name: string): unknown =>
  value !== null && value !== undefined ? (value as Record<string, unknown>)[name] : undefined;

async function importFile(file: string, esm: boolean): Promise<unknown> {
  try {
    return esm ? await import(pathToFileURL(file).href) : createRequire(file)(file);
  } catch (cause) {
    throw explain(cause);
  }
}

/** Syntax errors and missing modules get the runtime's own types; whatever else the module throws is passed on. */
export function explain(cause: unknown): unknown {
  if (cause instanceof SyntaxError)
    return new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${cause.message}`, { cause });
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return new RuntimeError('Runtime.ImportModuleError', String(cause), { cause });
  return cause;
}
