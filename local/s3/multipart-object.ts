import { createHash } from 'node:crypto';
import { type Algorithm, type Checksum, checksumField, isAlgorithm, summerOf } from './checksums.ts';
import type { Contents } from './contents.ts';
import { badDigest, malformedXml, s3Refusal } from './errors.ts';
import type { Input } from './meta.ts';
import type { NewObject } from './object-version.ts';
import type { MultipartUpload, Part } from './upload-store.ts';

const SMALLEST_PART = 5 * 1024 ** 2;

/** The parts that the client names, each as it was uploaded, in ascending order. */
export function chosenParts(given: unknown, parts: readonly Part[]): Part[] {
  const list = (given as { Parts?: unknown } | undefined)?.Parts;
  if (!Array.isArray(list) || list.length === 0) throw malformedXml();
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  const chosen = list.map((each: Input) => {
    const part = byNumber.get(Number(each.PartNumber));
    if (!part || !isSame(each, part)) throw invalidPart();
    return part;
  });
  chosen.forEach((part, index) => {
    const next = chosen[index + 1];
    if (next && next.number <= part.number)
      throw s3Refusal(
        'InvalidPartOrder',
        400,
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    if (next && part.size < SMALLEST_PART)
      throw s3Refusal('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: part.size,
        MinSizeAllowed: SMALLEST_PART,
        PartNumber: part.number,
        ETag: part.etag,
      });
  });
  return chosen;
}

function isSame(given: Input, { etag, checksum }: Part): boolean {
  if (bare(String(given.ETag)) !== bare(etag)) return false;
  const value = given[`Checksum${checksum.algorithm}`];
  return value === undefined || value === checksum.value;
}

const bare = (etag: string): string => etag.replaceAll('"', '');

const invalidPart = () =>
  s3Refusal(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );

/** The object that the parts make: their bytes as they lie, and the ETag of their digests with their number behind it. */
export async function assemble(
  upload: MultipartUpload,
  parts: readonly Part[],
  contents: Contents,
  input: Input,
): Promise<NewObject> {
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(bare(etag), 'hex')));
  const segments = parts.flatMap((part) => part.segments);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const checksum = await checksumOf(upload, parts, () => contents.read(segments, 0, size));
  const expected = checksum && input[checksumField(checksum.algorithm)];
  if (expected !== undefined && bareSum(String(expected)) !== bareSum(checksum?.value ?? ''))
    throw badDigest(checksum?.algorithm ?? '');
  return {
    etag: `"${createHash('md5').update(digests).digest('hex')}-${parts.length}"`,
    size,
    segments,
    meta: { ...upload.meta, parts: parts.map((part) => part.size), ...(checksum ? { checksum } : {}) },
  };
}

/** Clients may leave the number of parts away. */
const bareSum = (value: string): string => value.replace(/-\d+$/, '');

/**
 * Hashes are always composed; of the CRCs CRC64NVME never. A sum of the full object reads all of it once more, in pieces.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#ChecksumTypes
 */
async function checksumOf(
  upload: MultipartUpload,
  parts: readonly Part[],
  read: () => AsyncIterable<Buffer>,
): Promise<Checksum | undefined> {
  const algorithm = upload.algorithm ?? 'CRC64NVME';
  if (!isAlgorithm(algorithm)) return undefined;
  const type = upload.checksumType ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type === 'COMPOSITE') return { algorithm, type, value: composite(algorithm, parts) };
  const summer = summerOf(algorithm);
  for await (const chunk of read()) summer.update(chunk);
  return { algorithm, type: 'FULL_OBJECT', value: summer.digest().toString('base64') };
}

function composite(algorithm: Algorithm, parts: readonly Part[]): string {
  const summer = summerOf(algorithm);
  for (const { checksum } of parts) summer.update(Buffer.from(checksum.value, 'base64'));
  return `${summer.digest().toString('base64')}-${parts.length}`;
}
