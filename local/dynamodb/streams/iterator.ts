import { AwsError } from '../../errors.ts';

/** An iterator is valid for 15 minutes. */
const VALID_MS = 15 * 60 * 1000;

/** Where a reader stands; the iterator's text carries all of it, so nothing is kept for a reader that went away. */
export interface Position {
  readonly shard: number;
  /** The sequence after which to read on. */
  readonly after: number;
  readonly issued: number;
  /** Tells apart the readers of a shard. */
  readonly reader: string;
  /** How many times this reader has read. */
  readonly reads: number;
  /** True if the reader asked for a place that may have been trimmed since. */
  readonly exact: boolean;
}

export function encodeIterator(arn: string, position: Position): string {
  const { shard, after, issued, reader, reads, exact } = position;
  const text = JSON.stringify([shard, after, issued, reader, reads, exact]);
  return `${arn}|1|${Buffer.from(text).toString('base64')}`;
}

/** Throws if the text is no iterator, or if it is too old at the time `now`. */
export function decodeIterator(text: string, now: number): { arn: string; position: Position } {
  const [arn, version, encoded] = text.split('|');
  if (arn === undefined || version !== '1' || encoded === undefined) throw invalid();
  const position = parse(encoded);
  if (now - position.issued > VALID_MS)
    throw new AwsError('ExpiredIteratorException', 'The shard iterator is expired.');
  return { arn, position };
}

function parse(encoded: string): Position {
  try {
    const [shard, after, issued, reader, reads, exact] = JSON.parse(
      Buffer.from(encoded, 'base64').toString(),
    ) as unknown[];
    if (typeof shard !== 'number' || typeof after !== 'number' || typeof issued !== 'number') throw invalid();
    if (typeof reader !== 'string' || typeof reads !== 'number') throw invalid();
    return { shard, after, issued, reader, reads, exact: exact === true };
  } catch (cause) {
    throw invalid(cause);
  }
}

const invalid = (cause?: unknown) => new AwsError('ValidationException', 'Invalid ShardIterator', { cause });
