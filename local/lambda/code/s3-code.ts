import { type Cloud, isAwsError } from '../../cloud.ts';
import { gather } from '../../s3/contents.ts';
import { invalidParameter } from '../errors.ts';
import type { CodeInput } from './code-store.ts';

/** The code with the archive that it names in S3 read; other code as it is. */
export async function fetched<T extends CodeInput>(cloud: Cloud, code: T): Promise<T> {
  const { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: VersionId } = code;
  if (Bucket === undefined) return code;
  try {
    const { Body } = await cloud.call<{ Body: AsyncIterable<Buffer> }>('s3', 'GetObject', { Bucket, Key, VersionId });
    return { ...code, archive: await gather(Body) };
  } catch (error) {
    if (!isAwsError(error)) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}
