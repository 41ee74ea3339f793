import { RuntimeFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Authorisation } from './http-connection.ts';

/** What goes over the wire. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** A connection that adds nothing. */
export const NOTHING: Authorisation = { headers: {}, query: {}, body: {} };

const FORBIDDEN =
  /^(?:authorization|cache-control|if-match|connection|content-length|expect|host|max-forwards|proxy-.*|range|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*|x-amz-.*|x-amzn-.*|user-agent)$/i;

/** The request that the task's parameters and its connection make together; what the connection says counts more. */
export function requestOf(given: JsonObject, auth: Authorisation, region: string): HttpRequest {
  const { body, type } = bodyOf(given, auth);
  return {
    url: urlOf(given, auth),
    method: text(given.Method, 'Method'),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...headersOf(given),
      ...auth.headers,
      'user-agent': `Amazon|StepFunctions|HttpInvoke|${region}`,
      range: 'bytes=0-262144',
    },
    body,
  };
}

function text(value: Json | undefined, field: string): string {
  if (typeof value === 'string') return value;
  throw new RuntimeFailure(`The field '${field}' is required by the HTTP Task`);
}

function urlOf(given: JsonObject, auth: Authorisation): URL {
  const url = new URL(text(given.ApiEndpoint, 'ApiEndpoint'));
  const query = { ...(isObject(given.QueryParameters) ? given.QueryParameters : {}), ...auth.query };
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}

function headersOf({ Headers: given }: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
    if (FORBIDDEN.test(name)) throw new RuntimeFailure(`The header '${name}' is not allowed in an HTTP Task`);
    headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function bodyOf(given: JsonObject, auth: Authorisation): { body: string | undefined; type?: string } {
  const { RequestBody: own, Transform: transform } = given;
  if (own === undefined && Object.keys(auth.body).length === 0) return { body: undefined };
  const body = isObject(own) ? { ...own, ...auth.body } : (own ?? auth.body);
  if (isObject(transform) && transform.RequestBodyEncoding === 'URL_ENCODED' && isObject(body))
    return { body: formOf(body, transform), type: 'application/x-www-form-urlencoded' };
  return { body: typeof body === 'string' ? body : JSON.stringify(body), type: 'application/json' };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-third-party-apis-url-encoding */
function formOf(body: JsonObject, { RequestEncodingOptions: options }: JsonObject): string {
  const format = isObject(options) && typeof options.ArrayFormat === 'string' ? options.ArrayFormat : 'INDICES';
  const named = ARRAYS[format];
  if (!named) throw new RuntimeFailure(`The ArrayFormat '${format}' is not one of ${Object.keys(ARRAYS).join(', ')}`);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) append(form, name, value, named);
  return form.toString();
}

/** How the items of a list are named; with COMMAS they are one value. */
const ARRAYS: Readonly<Record<string, ((name: string, index: number) => string) | 'joined'>> = {
  INDICES: (name, index) => `${name}[${index}]`,
  REPEAT: (name) => name,
  BRACKETS: (name) => `${name}[]`,
  COMMAS: 'joined',
};

function append(form: URLSearchParams, name: string, value: Json, named: (typeof ARRAYS)[string]): void {
  if (isObject(value)) for (const [key, inner] of Object.entries(value)) append(form, `${name}[${key}]`, inner, named);
  else if (!Array.isArray(value)) form.append(name, String(value));
  else if (named === 'joined') form.append(name, value.map(String).join(','));
  else for (const [index, item] of value.entries()) append(form, named?.(name, index) ?? name, item, named);
}
