import type { CallDescriptor, QueryParameter } from './descriptors.ts';
import { Failure } from './failure.ts';

export interface UpstreamRequest {
  readonly source: string;
  readonly method: string;
  /** Path and query, to be appended to the source's base URL. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

type Arguments = Readonly<Record<string, unknown>>;

/** A descriptor and its arguments → the request. A path parameter cannot leave its segment. */
export function buildRequest(call: CallDescriptor, args: Arguments, fixed: string): UpstreamRequest | Failure {
  let path = '';
  for (const part of call.path) {
    if (typeof part === 'string') path += part;
    else {
      const text = scalarText(args[part.arg]);
      if (text === '' || text === '.' || text === '..')
        return new Failure('BAD_USER_INPUT', `Argument "${part.arg}" is not usable.`);
      path += encode(text);
    }
  }
  const query = queryText(call.query, args, fixed);
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const h of call.headers ?? []) {
    const value = args[h.arg];
    if (value !== undefined && value !== null) headers[h.name] = headerText(value);
  }
  const request = { source: call.source, method: call.method, path: query === '' ? path : `${path}?${query}`, headers };
  if (call.body === undefined || args[call.body] === undefined) return request;
  headers['content-type'] = 'application/json';
  return { ...request, body: JSON.stringify(args[call.body]) };
}

function queryText(parameters: readonly QueryParameter[] | undefined, args: Arguments, fixed: string): string {
  let text = fixed;
  for (const p of parameters ?? []) {
    const value = args[p.arg];
    if (value === undefined || value === null) continue;
    const part = parameterText(p, value);
    if (part !== '') text += text === '' ? part : `&${part}`;
  }
  return text;
}

const JOINER = { comma: ',', space: '%20', pipe: '%7C' } as const;

function parameterText(p: QueryParameter, value: unknown): string {
  const name = encode(p.name);
  if (p.style === 'json') return `${name}=${encodeURIComponent(JSON.stringify(value))}`;
  if (Array.isArray(value)) return listText(p, name, value);
  if (typeof value === 'object' && value !== null) return objectText(p, name, value);
  return `${name}=${encode(scalarText(value))}`;
}

function listText(p: QueryParameter, name: string, list: readonly unknown[]): string {
  const repeated = p.style === 'multi' || p.style === 'deep' || p.style === 'object' || p.style === 'json';
  const joiner = repeated ? `&${name}=` : JOINER[p.style];
  let text = '';
  for (const value of list)
    if (value !== null && value !== undefined) text += (text === '' ? `${name}=` : joiner) + encode(scalarText(value));
  return text;
}

function objectText(p: QueryParameter, name: string, value: object): string {
  const entries = Object.entries(value).filter(([, v]) => v !== null && v !== undefined);
  const key = (k: string): string =>
    p.style === 'deep' ? `${name}%5B${encodeURIComponent(k)}%5D` : encodeURIComponent(k);
  return entries.map(([k, v]) => `${key(k)}=${encodeURIComponent(scalarText(v))}`).join('&');
}

/** Most keys are plain: to look is a fraction of the cost of encoding. */
const encode = (text: string): string => (/^[\w.~-]*$/.test(text) ? text : encodeURIComponent(text));

const scalarText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : value === null || value === undefined
        ? ''
        : JSON.stringify(value);

/** A header value cannot bring another header along. */
const headerText = (value: unknown): string => scalarText(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
