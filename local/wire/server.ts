import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isPromise } from 'node:util/types';
import type { Cloud } from '../cloud.ts';
import { AwsError, NotSupportedError } from '../errors.ts';
import { Admission } from './admission.ts';
import { decompress, drain, readBody } from './body.ts';
import { WireContext } from './call-context.ts';
import { FunctionUrls, urlTarget } from './function-urls.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { Answer, Call, Protocol, WireRequest } from './protocol.ts';
import { queryProtocol } from './query/protocol.ts';
import { RequestIds } from './request-ids.ts';
import { restProtocol } from './rest-protocol.ts';
import { S3Front } from './s3/front.ts';
import { s3Target } from './s3/target.ts';
import { UnknownOperation, unknownOperationAnswer } from './unknown-operation.ts';

/** Serves what is not an AWS API (the console, function URLs); returns false for what is not its own. */
export type Page = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface WireOptions {
  /** Further names (without port) that the `Host` header may carry. */
  readonly hosts?: readonly string[];
  /** Longest body in bytes; 16 MiB unless given, as DynamoDB's. */
  readonly maxBodyBytes?: number;
  /** Asked in turn before the AWS protocols; each sees only requests that passed the `Host` and `Origin` checks. */
  readonly pages?: readonly Page[];
  /** Where faults of the runtime itself go; standard error unless given. */
  readonly log?: (line: string) => void;
}

export interface Wire {
  /** Listens; port 0 takes a free one. Sets `cloud.endpoint`. */
  listen(port: number, host?: string): Promise<{ port: number; endpoint: string }>;
  /** Ends all connections, idle or not. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const PROTOCOLS: readonly Protocol[] = [jsonProtocol, queryProtocol, restProtocol];

/** One loopback HTTP port that speaks AWS's protocols, in front of the cloud's services. */
export function createWire(cloud: Cloud, options: WireOptions = {}): Wire {
  const front = new Front(cloud, options);
  const server = createServer(
    { keepAliveTimeout: 75_000, headersTimeout: 10_000, requestTimeout: 60_000 },
    (req, res) => {
      void front.serve(req, res);
    },
  );
  return {
    async listen(port, host = '127.0.0.1') {
      const bound = await listen(server, port, host);
      cloud.endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
      return { port: bound, endpoint: cloud.endpoint };
    },
    close: () =>
      new Promise((resolve, reject) => {
        if (!server.listening) return resolve();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 511, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes each request through admission, protocol, service and answer. */
class Front {
  readonly #cloud: Cloud;
  readonly #options: WireOptions;
  readonly #admission: Admission;
  readonly #ids: RequestIds;
  readonly #limit: number;
  readonly #urls: FunctionUrls;
  readonly #s3: S3Front;

  constructor(cloud: Cloud, options: WireOptions) {
    this.#cloud = cloud;
    this.#options = options;
    this.#admission = new Admission(options.hosts);
    this.#urls = new FunctionUrls(cloud, this.#admission);
    this.#s3 = new S3Front(cloud);
    this.#ids = new RequestIds(cloud.clock);
    this.#limit = options.maxBodyBytes ?? MAX_BODY_BYTES;
  }

  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const requestId = this.#ids.next();
    const { method = '', url = '', headers } = req;
    const request: WireRequest = { method, url, headers, body: NOTHING };
    try {
      this.#admission.checkHost(req.headers);
      const target = urlTarget(request.url, req.headers.host ?? '');
      if (target) return await this.#urls.serve(target, req, res, requestId);
      this.#admission.checkOrigin(req.headers);
      const bucket = headers['x-amz-target'] === undefined ? s3Target(request) : undefined;
      if (bucket) return await this.#s3.serve(bucket, req, res, new WireContext(this.#cloud, request, res, requestId));
      if (this.#isPage(req, res)) return;
      const sent = await readBody(req, this.#limit);
      request.body = decompress(sent, headers['content-encoding'], this.#limit);
      await send(res, await this.#answer(request, res, requestId));
    } catch (error) {
      await this.#fail(error, request, req, res, requestId);
    }
  }

  #isPage(req: IncomingMessage, res: ServerResponse): boolean {
    if (req.url === '/_penstock/health') {
      res.writeHead(200, ['Content-Type', 'application/json']).end(health(this.#cloud));
      return true;
    }
    return this.#options.pages?.some((page) => page(req, res)) ?? false;
  }

  async #answer(request: WireRequest, res: ServerResponse, requestId: string): Promise<Answer> {
    const call = protocolOf(request).read(request);
    const context = new WireContext(this.#cloud, request, res, requestId);
    const result = actionOf(this.#cloud, call)(call.input, context);
    const output = isPromise(result) ? await result : result; // a turn of the microtasks for each call is a twentieth of a short one
    if (this.#cloud.store.pending) await this.#cloud.store.committed();
    return call.answer(output, requestId);
  }

  async #fail(
    error: unknown,
    request: WireRequest,
    req: IncomingMessage,
    res: ServerResponse,
    id: string,
  ): Promise<void> {
    if (res.destroyed) return;
    if (res.headersSent) return void res.destroy();
    const known = error instanceof AwsError ? error : this.#internalFailure(error, request, id);
    if (s3Target(request)) return this.#s3.refuse(known, req, res, id);
    const protocol = protocolOf(request, true) ?? jsonProtocol;
    const answer = known instanceof UnknownOperation ? unknownOperationAnswer(id) : protocol.refuse(known, id, request);
    if (req.complete) return void (await send(res, answer).catch(() => res.destroy()));
    const body = isWhole(answer.body) ? answer.body : '';
    const length = String(Buffer.byteLength(body));
    res.writeHead(answer.status, [...answer.headers, 'Content-Length', length, 'Connection', 'close']).write(body);
    await drain(req, this.#cloud.clock);
    res.end();
  }

  #internalFailure(error: unknown, request: WireRequest, requestId: string): AwsError {
    const what = request.headers['x-amz-target'] ?? `${request.method} ${request.url.slice(0, 200)}`;
    const log = this.#options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
    log(`wire: ${what} failed (request ${requestId}): ${error instanceof Error ? error.stack : String(error)}`);
    return new AwsError('InternalFailure', `The runtime failed; its log names the cause under request ${requestId}`, {
      status: 500,
      cause: error,
    });
  }
}

const NOTHING = Buffer.alloc(0);

const health = (cloud: Cloud): string =>
  JSON.stringify({ status: 'ready', services: cloud.services().map(({ name }) => name) });

function protocolOf(request: WireRequest): Protocol;
function protocolOf(request: WireRequest, lenient: true): Protocol | undefined;
function protocolOf(request: WireRequest, lenient = false): Protocol | undefined {
  for (const protocol of PROTOCOLS) if (protocol.speaks(request)) return protocol;
  if (lenient) return undefined;
  throw new UnknownOperation();
}

function actionOf(cloud: Cloud, { service: name, action, unknownAction }: Call) {
  const service = cloud.service(name);
  if (!service) throw new NotSupportedError(`the service ${name}`);
  const run = Object.hasOwn(service.actions, action) ? service.actions[action] : undefined;
  if (!run)
    throw new AwsError(
      unknownAction ?? 'UnknownOperationException',
      `${name}:${action.slice(0, 100)} is not an operation of this runtime`,
    );
  return run;
}

async function send(res: ServerResponse, answer: Answer): Promise<void> {
  if (isWhole(answer.body)) return sendWhole(res, answer, answer.body);
  res.writeHead(answer.status, answer.headers);
  await pipeline(Readable.from(answer.body), res);
}

const isWhole = (body: Answer['body']): body is string | Buffer => typeof body === 'string' || Buffer.isBuffer(body);

/** Text of ASCII alone goes out without being encoded. */
function sendWhole(res: ServerResponse, { status, headers }: Answer, body: string | Buffer): void {
  const length = Buffer.byteLength(body);
  headers.push('Content-Length', String(length));
  res.writeHead(status, headers).end(body, length === body.length ? 'latin1' : 'utf8');
}
