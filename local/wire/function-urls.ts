import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Cloud, isAwsError } from '../cloud.ts';
import type { Admission } from './admission.ts';
import { readBody } from './body.ts';
import { type Cors, corsHeaders, isPreflight } from './cors.ts';
import { type HttpAnswer, readPrelude, toHttpAnswer } from './function-url-answer.ts';
import { toEvent } from './function-url-event.ts';
import type { InvokeStreamOutput } from './invoke.ts';

/** A function URL's configuration, as `GetFunctionUrlConfig` answers it. */
interface UrlConfig {
  readonly FunctionUrl: string;
  readonly FunctionArn: string;
  readonly AuthType: string;
  readonly InvokeMode: string;
  readonly Cors?: Cors;
}

/** What a request to a function URL is for. */
export interface UrlTarget {
  /** The function's name, or the id that `CreateFunctionUrlConfig` put into the URL. */
  readonly name: string;
  /** Path and query string, as the function sees them. */
  readonly url: string;
}

const BY_PATH = /^\/_lambda-url\/([A-Za-z0-9-_]{1,140})(\/.*)?$/;
const ID = /^[0-9a-f]{32}$/;
const BY_HOST = /^([0-9a-f]{32})\.lambda-url\.localhost(?::\d+)?$/i;
/** Lambda takes 6 MB; a binary body grows by a third in the event. */
const MAX_BODY_BYTES = 6_291_456;

/** `/_lambda-url/<function or id>/…`, or the host `<id>.lambda-url.localhost`. */
export function urlTarget(url: string, host: string): UrlTarget | undefined {
  const id = BY_HOST.exec(host)?.[1];
  if (id) return { name: id.toLowerCase(), url };
  const found = BY_PATH.exec(url);
  return found ? { name: found[1] as string, url: found[2] ?? '/' } : undefined;
}

/** Serves Lambda function URLs. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export class FunctionUrls {
  readonly #cloud: Cloud;
  readonly #admission: Admission;

  constructor(cloud: Cloud, admission: Admission) {
    this.#cloud = cloud;
    this.#admission = admission;
  }

  async serve(target: UrlTarget, req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> {
    const config = await this.#configOf(target);
    if (!config) return answerJson(res, 403, { Message: 'Forbidden' });
    const cors = config.Cors ? corsHeaders(config.Cors, req.headers) : undefined;
    if (!cors && this.#admission.isForeign(req.headers)) return answerJson(res, 403, { Message: 'Forbidden' });
    if (cors && isPreflight(req)) return void res.writeHead(200, cors).end();
    if (config.AuthType === 'AWS_IAM' && !req.headers.authorization)
      return answerJson(res, 403, { Message: 'Forbidden' });
    const event = toEvent(target.url, req, await readBody(req, MAX_BODY_BYTES), requestId, this.#cloud);
    await this.#invoke(config, JSON.stringify(event), res, requestId, cors ?? {});
  }

  async #configOf({ name }: UrlTarget): Promise<UrlConfig | undefined> {
    return ID.test(name) ? ((await this.#byId(name)) ?? this.#byName(name)) : this.#byName(name);
  }

  async #byName(name: string): Promise<UrlConfig | undefined> {
    try {
      return await this.#cloud.call<UrlConfig & object>('lambda', 'GetFunctionUrlConfig', { FunctionName: name });
    } catch (error) {
      if (isAwsError(error)) return undefined;
      throw error;
    }
  }

  async #byId(id: string): Promise<UrlConfig | undefined> {
    type List = { FunctionUrlConfigs: UrlConfig[] };
    const all = await this.#cloud.call<List>('lambda', 'ListFunctionUrlConfigs', { MaxItems: 10_000 });
    return all.FunctionUrlConfigs.find(({ FunctionUrl }) => FunctionUrl.endsWith(`/${id}/`));
  }

  async #invoke(
    config: UrlConfig,
    payload: string,
    res: ServerResponse,
    requestId: string,
    cors: Headers,
  ): Promise<void> {
    const input = { FunctionName: config.FunctionArn, Payload: payload };
    try {
      if (config.InvokeMode === 'RESPONSE_STREAM') {
        const output = await this.#cloud.call<InvokeStreamOutput & object>(
          'lambda',
          'InvokeWithResponseStream',
          input,
          { requestId },
        );
        await stream(res, output, cors);
      } else {
        type Output = { Payload: string; FunctionError?: string };
        const output = await this.#cloud.call<Output>('lambda', 'Invoke', input, { requestId });
        await this.#cloud.store.committed();
        if (output.FunctionError) answerText(res, 502, 'Internal Server Error');
        else answer(res, toHttpAnswer(output.Payload), cors);
      }
    } catch (error) {
      if (!isAwsError(error) || res.headersSent) throw error;
      answerText(
        res,
        error.status === 429 ? 429 : 502,
        error.status === 429 ? 'Too Many Requests' : 'Internal Server Error',
      );
    }
  }
}

type Headers = Record<string, string>;

/** The head is the prelude that the function wrote, if it wrote one; bytes go on as they come. */
async function stream(res: ServerResponse, output: InvokeStreamOutput, cors: Headers): Promise<void> {
  const chunks = output.chunks[Symbol.asyncIterator]();
  const { head, rest } = await readPrelude(chunks, output.contentType);
  const began = rest.length > 0;
  if (!began && output.outcome().ErrorCode) return answerText(res, 502, 'Internal Server Error');
  writeHead(res, head, cors);
  if (began) res.write(rest);
  for (let next = await chunks.next(); !next.done && !res.destroyed; next = await chunks.next())
    if (!res.write(next.value)) await drained(res);
  res.end();
}

const drained = (res: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    res.once('drain', resolve);
    res.once('close', resolve);
  });

function writeHead(res: ServerResponse, { status, headers, cookies }: Omit<HttpAnswer, 'body'>, cors: Headers): void {
  for (const [name, value] of Object.entries({ ...headers, ...cors })) res.setHeader(name, value);
  if (cookies.length > 0) res.setHeader('Set-Cookie', cookies);
  res.writeHead(status);
}

function answer(res: ServerResponse, httpAnswer: HttpAnswer, cors: Headers): void {
  writeHead(res, httpAnswer, cors);
  res.end(httpAnswer.body);
}

const answerText = (res: ServerResponse, status: number, text: string): void =>
  void res.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);

const answerJson = (res: ServerResponse, status: number, body: object): void =>
  void res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
