import type { Action } from '../../cloud.ts';
import { checkRead, rangeOf } from '../conditions.ts';
import type { ObjectName, S3Engine } from '../engine.ts';
import { invalidArgument, invalidRequest, s3Refusal } from '../errors.ts';
import { describe, type Input } from '../meta.ts';
import type { ObjectVersion } from '../object-version.ts';

/**
 * GetObject, whose `Body` is an async iterable of buffers, and HeadObject, which says the same without it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const readActions = (engine: S3Engine): Record<string, Action> => ({
  GetObject(input: ObjectName & Input) {
    const { object, answer, start, end } = look(engine, input);
    return { ...answer, Body: engine.contents.read(object.segments, start, end) };
  },
  HeadObject: (input: ObjectName & Input) => look(engine, input).answer,
});

function look(engine: S3Engine, input: ObjectName & Input) {
  const { bucket, object } = engine.object(input);
  checkRead(input, object);
  const part = partOf(input, object);
  const range = part ?? rangeOf(input.Range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  const answer = {
    // The checksum is the whole object's: beside a range it would only mislead.
    ...describe(bucket, object, input.ChecksumMode === 'ENABLED' && end - start === object.size),
    ...overrides(input),
    ContentLength: end - start,
    ContentRange: range && `bytes ${start}-${end - 1}/${object.size}`,
    PartsCount: part && object.meta.parts?.length,
  };
  return { object, answer, start, end };
}

function partOf(
  { PartNumber, Range }: Input,
  { meta, size }: ObjectVersion,
): { start: number; end: number } | undefined {
  if (PartNumber === undefined) return undefined;
  const [number, parts] = [Number(PartNumber), meta.parts ?? [size]];
  if (Range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (!Number.isInteger(number) || number < 1)
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', PartNumber);
  const own = parts[number - 1];
  if (own === undefined) throw s3Refusal('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable');
  const start = parts.slice(0, number - 1).reduce((sum, each) => sum + each, 0);
  return { start, end: start + own };
}

/** `ResponseContentType` and the like, which a presigned link may ask for. */
const overrides = (input: Input): Input =>
  Object.fromEntries(
    ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires']
      .filter((name) => input[`Response${name}`] !== undefined)
      .map((name) => [name, input[`Response${name}`]]),
  );
