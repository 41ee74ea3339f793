import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallContext, Cloud } from '../../cloud.ts';
import { AwsError, NotSupportedError } from '../../errors.ts';
import type { Answer } from '../protocol.ts';
import { bodyOf } from './body.ts';
import { readInput } from './input.ts';
import { operationOf } from './operations.ts';
import { toAnswer, toRefusal } from './output.ts';
import type { S3Target } from './target.ts';

/**
 * REST-XML as S3 speaks it. Unlike the other protocols it pours bodies through, in both directions, and keeps none whole.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAPI.html
 */
export class S3Front {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  async serve(target: S3Target, req: IncomingMessage, res: ServerResponse, context: CallContext): Promise<void> {
    this.#refuseExpired(target);
    const { method = '', headers } = req;
    const operation = operationOf({ ...target, method, headers });
    const input = { ...readInput(target, headers), ...(await bodyOf(req, operation)) };
    const service = this.#cloud.service('s3');
    const action = service?.actions[operation.action];
    if (!action) throw new NotSupportedError(`s3:${operation.action}`);
    const output = ((await action(input, context)) ?? {}) as Record<string, unknown>;
    await this.#cloud.store.committed();
    await pour(res, toAnswer(operation, output, context.requestId));
  }

  async refuse(error: AwsError, req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
    const resource = (req.url ?? '').split('?')[0] ?? '';
    const answer = toRefusal(error, req.method ?? '', resource, requestId);
    if (!req.complete) answer.headers.push('Connection', 'close');
    await pour(res, answer).catch(() => res.destroy());
    req.resume();
  }

  /** A link holds no longer than it says, although its signature is not checked. */
  #refuseExpired({ query }: S3Target): void {
    const [, year, month, day, hour, minute, second] = STAMP.exec(query.get('X-Amz-Date') ?? '') ?? [];
    const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
    if (year === undefined || Number.isNaN(seconds)) return;
    const end = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1000;
    if (this.#cloud.clock.now() <= end) return;
    const fields = {
      Expires: new Date(end).toISOString(),
      ServerTime: new Date(this.#cloud.clock.now()).toISOString(),
    };
    throw new AwsError('AccessDenied', 'Request has expired', { status: 403, fields });
  }
}

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

async function pour(res: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    res.writeHead(status, headers);
    await pipeline(Readable.from(body, { objectMode: false }), res);
    return;
  }
  if (!headers.includes('Content-Length') && status !== 204 && status !== 304)
    headers.push('Content-Length', String(Buffer.byteLength(body)));
  res.writeHead(status, headers).end(body);
}
