import { NotSupportedError } from '../errors.ts';
import { ALGORITHMS, type Checksum, checksumField, isAlgorithm, type Summer, summerOf } from './checksums.ts';
import type { Received, Source } from './contents.ts';
import type { S3Engine } from './engine.ts';
import { badDigest, invalidArgument, invalidRequest, s3Refusal } from './errors.ts';
import type { Input } from './meta.ts';

/** What came in: the bytes, belonging to nothing yet, and what was found out about them. */
export interface Upload {
  readonly received: Received;
  /** MD5 in hexadecimal, without quotes. */
  readonly md5: string;
  readonly checksum: Checksum;
}

const LARGEST_PUT = 5 * 1024 ** 3;

/** What a caller gives beside its body: values of checksums, now or once the body has been read (trailers). */
type Expected = () => Input;

/**
 * Takes a body in and checks it against every digest that the client gave. Without one, S3 sums by CRC64NVME itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function receive(engine: S3Engine, input: Input, fallback?: unknown): Promise<Upload> {
  const trailer = trailerOf(input);
  const algorithm = algorithmOf({ ...input, ...trailer.declared }, fallback);
  const [md5, summer] = [summerOf('MD5'), summerOf(algorithm)];
  const signed = shaOf(input.ContentSHA256);
  const received = await engine.contents.receive(
    sourceOf(input.Body),
    limited([md5, summer, ...(signed ? [signed.summer] : [])]),
  );
  const found = { md5: md5.digest(), sum: summer.digest().toString('base64') };
  try {
    const expected = { ...input, ...trailer.values() };
    if (input.ContentMD5 !== undefined) checkMd5(String(input.ContentMD5), found.md5);
    const given = expected[checksumField(algorithm)];
    if (given !== undefined && given !== found.sum) throw badDigest(algorithm);
    if (signed && signed.expected !== signed.summer.digest().toString('hex')) throw shaMismatch();
  } catch (error) {
    await engine.contents.discard(received);
    throw error;
  }
  return { received, md5: found.md5.toString('hex'), checksum: { algorithm, value: found.sum, type: 'FULL_OBJECT' } };
}

/** Makes what came in part of the store, by `work`, which is synchronous; if that is refused, the bytes go. */
export async function settle<T>(engine: S3Engine, { received }: Upload, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await engine.contents.discard(received);
    throw error;
  }
}

/** Members of a body that end it: the wire fills them in when it has read the last byte. */
export interface Trailer {
  readonly declared: Input;
  readonly values: Expected;
}

/** The wire's; a member of that name in somebody's JSON has no function. */
function trailerOf({ Trailer }: Input): Trailer {
  const given = Trailer as Partial<Trailer> | undefined;
  return typeof given?.values === 'function' ? (given as Trailer) : { declared: {}, values: () => ({}) };
}

function algorithmOf(input: Input, fallback: unknown) {
  const given = ALGORITHMS.filter((algorithm) => input[checksumField(algorithm)] !== undefined);
  if (given.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const name = given[0] ?? input.ChecksumAlgorithm ?? fallback ?? 'CRC64NVME';
  if (isAlgorithm(name)) return name;
  if (/^(MD5|SHA512|XXHASH\w*)$/.test(String(name))) throw new NotSupportedError(`s3: the checksum algorithm ${name}`);
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

function sourceOf(body: unknown): Source {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  if (typeof body === 'object' && Symbol.asyncIterator in body) return body as AsyncIterable<Buffer>;
  throw invalidArgument('Body must be text or bytes', 'Body');
}

function limited(summers: readonly Summer[]): (chunk: Buffer) => void {
  let left = LARGEST_PUT;
  return (chunk) => {
    left -= chunk.length;
    if (left < 0)
      throw s3Refusal('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
        MaxSizeAllowed: LARGEST_PUT,
      });
    for (const summer of summers) summer.update(chunk);
  };
}

function checkMd5(given: string, found: Buffer): void {
  if (Buffer.from(given, 'base64').length !== 16)
    throw s3Refusal('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': given });
  if (given !== found.toString('base64')) throw badDigest('Content-MD5');
}

/** The hash that the signature covers; SDKs send it over plain HTTP. */
function shaOf(given: unknown): { expected: string; summer: Summer } | undefined {
  return typeof given === 'string' && /^[0-9a-f]{64}$/.test(given)
    ? { expected: given, summer: summerOf('SHA256') }
    : undefined;
}

const shaMismatch = () =>
  s3Refusal(
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
