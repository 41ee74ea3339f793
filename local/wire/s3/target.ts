import type { IncomingHttpHeaders } from 'node:http';
import { scopeOf } from '../signature.ts';

/** What a request to S3 is about. `bucket` and `key` are still as the URL has them. */
export interface S3Target {
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

interface Sent {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** `s3.localhost` and `s3.eu-west-1.localhost`, perhaps with a bucket before. */
const S3_HOST = /^(?:(.+)\.)?s3(?:[.-][a-z0-9-]+)?\.localhost(?::\d+)?$/i;
/** What SDKs make of `http://localhost:4566`. */
const BUCKET_HOST = /^([a-z0-9][a-z0-9.-]+)\.localhost(?::\d+)?$/i;
/**
 * The target, if the request is for S3: its host says so, or its signature does. By path, an unsigned request is nobody's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Target(sent: Sent): S3Target | undefined {
  const host = sent.headers.host ?? '';
  const named = S3_HOST.exec(host);
  if (!named && !isSigned(sent)) return undefined;
  const mark = sent.url.indexOf('?');
  const path = (mark < 0 ? sent.url : sent.url.slice(0, mark)).replace(/^\//, '');
  const query = new URLSearchParams(mark < 0 ? '' : sent.url.slice(mark + 1));
  const bucket = named ? named[1] : BUCKET_HOST.exec(host)?.[1];
  if (bucket) return { bucket, key: path, query };
  const slash = path.indexOf('/');
  return slash < 0
    ? { bucket: path, key: '', query }
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1), query };
}

function isSigned(sent: Sent): boolean {
  if (scopeOf(sent).service === 's3') return true;
  // version 2 of signatures, which boto3 still puts into links
  return sent.headers.authorization?.startsWith('AWS ') ?? /[?&]AWSAccessKeyId=/.test(sent.url);
}
