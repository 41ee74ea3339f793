import type { SourceDeclaration } from '../declare.ts';
import type { SourceConfig } from '../runtime/source.ts';

/** The part of a declaration that matters at run time. */
export type SourceSettings = Pick<
  SourceDeclaration,
  'name' | 'url' | 'timeoutMs' | 'forward' | 'headers' | 'parameters' | 'retries'
>;

type Environment = Readonly<Record<string, string | undefined>>;

/** A declaration and the environment → what the runtime needs of a source. Without `local`, an unset variable is an error. */
export function sourceConfig(source: SourceSettings, environment: Environment): SourceConfig {
  const query = Object.entries(source.parameters ?? {}).map(
    ([name, from]) => `${encodeURIComponent(name)}=${encodeURIComponent(value(source.name, from, environment))}`,
  );
  return {
    name: source.name,
    // A function's URL ends with a slash.
    url: value(source.name, source.url, environment).replace(/\/+$/, ''),
    timeoutMs: source.timeoutMs ?? 2000,
    // A trace goes on to everyone; a caller's token only to those who are named.
    forward: ['traceparent', ...(source.forward ?? [])],
    headers: source.headers ?? {},
    query: query.join('&'),
    retries: source.retries ?? 1,
  };
}

function value(
  source: string,
  from: { readonly env: string; readonly local?: string },
  environment: Environment,
): string {
  const set = environment[from.env] ?? (environment.AWS_LAMBDA_FUNCTION_NAME === undefined ? from.local : undefined);
  if (set === undefined || set === '') throw new Error(`${from.env} is not set: the source ${source} needs it`);
  return set;
}
