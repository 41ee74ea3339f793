import { AwsError } from '../errors.ts';
import type { WireRequest } from './protocol.ts';

/** What the credential scope of a SigV4 request tells: who calls, and for which region and service. */
export interface Scope {
  readonly accessKey: string;
  readonly region?: string;
  readonly service?: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d*\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request/;
const NOBODY: Scope = { accessKey: '' };

/** Reads the scope of the `Authorization` header or of a presigned URL; the signature itself is not checked. */
export function scopeOf(request: Pick<WireRequest, 'headers' | 'url'>): Scope {
  const header = request.headers.authorization;
  if (header) return readScope(header);
  return request.url.includes('X-Amz-Credential=') ? readScope(presigned(request.url)) : NOBODY;
}

function readScope(text: string): Scope {
  const found = CREDENTIAL.exec(text);
  return found ? { accessKey: found[1] as string, region: found[2], service: found[3] } : NOBODY;
}

function presigned(url: string): string {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  return `Credential=${query.get('X-Amz-Credential')}`;
}

/** An access key of 12 digits is taken as the account, so that one runtime can play several accounts. */
export const accountOf = (scope: Scope): string | undefined =>
  /^\d{12}$/.test(scope.accessKey) ? scope.accessKey : undefined;

/**
 * Refuses what AWS refuses before it looks at the signature: no token, or an `Authorization` header with parts missing.
 * The wording is DynamoDB's (observed by the tests of dynalite against AWS).
 */
export function requireSigned(request: WireRequest): void {
  const header = request.headers.authorization?.trim();
  const inQuery = request.url.includes('X-Amz-Algorithm');
  if (header && inQuery) throw new AwsError('InvalidSignatureException', BOTH);
  if (inQuery) requireParts(request, QUERY_PARTS, (name) => request.url.includes(`${name}=`));
  else if (!header?.startsWith('AWS4-'))
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  else requireParts(request, HEADER_PARTS, (name) => header.includes(`${name}=`), header);
}

const BOTH = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
const HEADER_PARTS = ['Credential', 'Signature', 'SignedHeaders'];
const QUERY_PARTS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];

function requireParts(request: WireRequest, names: string[], has: (name: string) => boolean, header?: string): void {
  const missing = names.filter((name) => !has(name));
  const undated = header !== undefined && !request.headers['x-amz-date'] && !request.headers.date;
  if (missing.length === 0 && !undated) return;
  const complaints = missing.map((name) =>
    header
      ? `Authorization header requires '${name}' parameter.`
      : `AWS query-string parameters must include '${name}'.`,
  );
  if (undated) complaints.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  complaints.push(header ? `Authorization=${header}` : 'Re-examine the query-string parameters.');
  throw new AwsError('IncompleteSignatureException', complaints.join(' '));
}
