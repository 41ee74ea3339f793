import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Trailer } from '../../s3/upload.ts';
import { BodyTooLarge, readBody } from '../body.ts';
import { unchunk } from './chunked.ts';
import { memberOf } from './input.ts';
import type { Operation } from './operations.ts';
import { toValue } from './shapes.ts';
import { readXml } from './xml-read.ts';

/** Documents of XML, and policies; S3 takes 1,000 keys to delete, and 10,000 parts to put together. */
const LARGEST_DOCUMENT = 4 * 1024 * 1024;

/** The members of the input that the body gives: bytes as they come, or a document. */
export async function bodyOf(req: IncomingMessage, { payload }: Operation): Promise<Record<string, unknown>> {
  if (payload === undefined) {
    req.resume();
    return {};
  }
  if (payload === '*Body') return streamed(req);
  const sent = await readDocument(req);
  if (payload.startsWith('*')) return { [payload.slice(1)]: sent };
  return sent.trim() === '' ? {} : { [payload]: toValue(readXml(sent)) };
}

async function readDocument(req: IncomingMessage): Promise<string> {
  if (!isChunked(req)) return (await readBody(req, LARGEST_DOCUMENT)).toString();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamed(req).Body) {
    size += chunk.length;
    if (size > LARGEST_DOCUMENT) throw new BodyTooLarge(LARGEST_DOCUMENT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function streamed(req: IncomingMessage): {
  Body: AsyncIterable<Buffer>;
  ContentEncoding: string | undefined;
  Trailer: Trailer;
} {
  const { headers } = req;
  const ContentEncoding = (headers['content-encoding'] ?? '').replace(/\s*aws-chunked\s*,?\s*/i, '') || undefined;
  const values: Record<string, string> = {};
  const Trailer = { declared: declared(headers['x-amz-trailer']), values: () => values };
  if (isChunked(req)) {
    const Body = unchunk(whole(req), (name, value) => {
      const member = memberOf(name);
      if (member) values[member] = value;
    });
    return { Body: measured(Body, headers['x-amz-decoded-content-length']), ContentEncoding, Trailer };
  }
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', { status: 411 });
  return { Body: whole(req), ContentEncoding, Trailer };
}

const isChunked = ({ headers }: IncomingMessage): boolean =>
  /\baws-chunked\b/i.test(headers['content-encoding'] ?? '') ||
  String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');

/** The checksum that a trailer will have, so that it is summed from the first byte. */
const declared = (header: unknown): Record<string, unknown> =>
  Object.fromEntries(
    String(header ?? '')
      .split(',')
      .flatMap((name) => {
        const member = memberOf(name.trim().toLowerCase());
        return member ? [[member, '']] : [];
      }),
  );

/** A client that goes away in the middle sends no error of AWS's, and nothing of its body is kept. */
async function* whole(req: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of req) yield chunk as Buffer;
  if (!req.complete) throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}

async function* measured(source: AsyncIterable<Buffer>, expected: unknown): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    yield chunk;
  }
  if (expected !== undefined && size !== Number(expected))
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length header',
    );
}
