import { noSuchKey, notModified, preconditionFailed, s3Refusal } from './errors.ts';
import type { Input } from './meta.ts';
import type { ObjectVersion } from './object-version.ts';

/**
 * The conditions of a read, in the order of RFC 9110: an ETag that is given decides, and the date beside it does not count.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 *
 * @param prefix `CopySource` for those of CopyObject's source
 */
export function checkRead(input: Input, object: ObjectVersion, prefix = ''): void {
  const [match, noneMatch] = [input[`${prefix}IfMatch`], input[`${prefix}IfNoneMatch`]];
  const [since, unmodified] = [time(input[`${prefix}IfModifiedSince`]), time(input[`${prefix}IfUnmodifiedSince`])];
  if (match !== undefined) {
    if (!names(match, object)) throw preconditionFailed('If-Match');
  } else if (unmodified !== undefined && object.modified > unmodified) throw preconditionFailed('If-Unmodified-Since');
  const refuse = (condition: string) => (prefix ? preconditionFailed(condition) : notModified(object.etag));
  if (noneMatch !== undefined) {
    if (names(noneMatch, object)) throw refuse('If-None-Match');
  } else if (since !== undefined && object.modified <= since) throw refuse('If-Modified-Since');
}

/** The conditions of a write. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function checkWrite(input: Input, key: string, current: ObjectVersion | undefined): void {
  if (input.IfNoneMatch !== undefined) {
    if (input.IfNoneMatch !== '*')
      throw s3Refusal('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', {
        Header: 'If-None-Match',
      });
    if (current) throw preconditionFailed('If-None-Match');
  }
  if (input.IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!names(input.IfMatch, current)) throw preconditionFailed('If-Match');
}

function names(given: unknown, { etag }: ObjectVersion): boolean {
  return String(given)
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || bare(each) === bare(etag));
}

const bare = (etag: string): string => etag.replace(/^"|"$/g, '');

/** Epoch seconds, or a date as HTTP writes it; what is neither does not count. */
function time(given: unknown): number | undefined {
  const seconds = typeof given === 'number' ? given : Math.floor(Date.parse(String(given)) / 1000);
  return given === undefined || Number.isNaN(seconds) ? undefined : seconds;
}

/** The bytes of a `Range`, `end` excluded; undefined for all. Several ranges at once are answered with all, as S3 does. */
export function rangeOf(given: unknown, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(given ?? '').trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start < end) return { start, end };
  throw s3Refusal('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: String(given),
    ActualObjectSize: size,
  });
}
