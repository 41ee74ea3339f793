import { badRequest, type RestRequest, type RestResponse } from './http.ts';

/** Public data: browsers and the gateway may keep it for half a minute; a single row has its version as ETag. */
export function cached(body: unknown, request?: RestRequest, version?: number): RestResponse {
  const headers = { 'cache-control': 'public, max-age=30' };
  if (version === undefined || !request) return { status: 200, headers, body };
  const etag = `"${version}"`;
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { ...headers, etag } };
  return { status: 200, headers: { ...headers, etag }, body };
}

/** Data of one visitor: kept by nobody. */
export const personal = (body: unknown, status = 200): RestResponse => ({
  status,
  headers: { 'cache-control': 'private, no-store' },
  body,
});

/** The ids of a batch: comma-separated, at most a hundred. */
export function idsOf(query: URLSearchParams, name: string): string[] {
  const ids = query
    .getAll(name)
    .flatMap((v) => v.split(','))
    .filter(Boolean);
  if (ids.length === 0) throw badRequest(`${name} is missing.`);
  if (ids.length > 100) throw badRequest(`${name} holds more than 100 ids.`);
  return ids;
}

export function limitOf(query: URLSearchParams, usual: number, most: number): number {
  const given = query.get('limit');
  if (given === null) return usual;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw badRequest(`limit is not between 1 and ${most}.`);
  return limit;
}

export function jsonBody(request: RestRequest): Readonly<Record<string, unknown>> {
  if (request.body === '') return {};
  try {
    const value: unknown = JSON.parse(request.body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw badRequest('The body is not JSON.', cause);
  }
  throw badRequest('The body is not a JSON object.');
}

/** A text of a body, within bounds. */
export function requiredText(body: Readonly<Record<string, unknown>>, name: string, most: number): string {
  const value = body[name];
  if (typeof value !== 'string' || value.trim() === '') throw badRequest(`${name} is missing.`);
  if (value.length > most) throw badRequest(`${name} is longer than ${most} characters.`);
  return value;
}

export const optionalText = (
  body: Readonly<Record<string, unknown>>,
  name: string,
  most: number,
): string | undefined => (body[name] === undefined || body[name] === null ? undefined : requiredText(body, name, most));

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const whole = (value: unknown): number | null => (Number.isSafeInteger(value) ? Number(value) : null);
