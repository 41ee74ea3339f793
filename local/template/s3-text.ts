import { type Cloud, isAwsError } from '../cloud.ts';
import { gather } from '../s3/contents.ts';
import { invalid } from './invalid.ts';

/** A version that is absent is the current one. */
export interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** The text of an object. */
export async function s3Text(cloud: Cloud, place: S3Place): Promise<string> {
  try {
    const { Body } = await cloud.call<{ Body: AsyncIterable<Buffer> }>('s3', 'GetObject', place);
    return (await gather(Body)).toString();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    throw invalid(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
      error,
    );
  }
}

/** The template that a `TemplateURL` names: on AWS's hosts, as `cdk deploy` writes them, or on this machine's. */
export function templateAt(cloud: Cloud, url: string): Promise<string> {
  const place = placeOf(url);
  if (!place) throw invalid('TemplateURL must be a supported URL.');
  return s3Text(cloud, place);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
const HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.(?:amazonaws\.com(?:\.cn)?|localhost)$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function placeOf(url: string): S3Place | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname, searchParams } = new URL(url);
  const named = HOST.exec(hostname);
  if (!named && !LOOPBACK.has(hostname)) return undefined;
  const path = decodeURIComponent(pathname.slice(1));
  const slash = path.indexOf('/');
  const [Bucket, Key] = named?.[1] ? [named[1], path] : [path.slice(0, slash), path.slice(slash + 1)];
  const VersionId = searchParams.get('versionId');
  return Bucket && Key ? { Bucket, Key, ...(VersionId ? { VersionId } : {}) } : undefined;
}
