/** The prefix of `X-Amz-Target` of each service that the test calls. */
const TARGETS = {
  dynamodb: 'DynamoDB_20120810',
  events: 'AWSEvents',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  states: 'AWSStepFunctions',
} as const;

export type Service = keyof typeof TARGETS;

/** The service said no: what was asked must not have happened. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** No answer came: what was asked may have happened, or not. */
export class Unknown extends Error {
  override readonly name = 'Unknown';
}

/** Calls a runtime once, without the retries of an SDK, which would blur what was acknowledged. */
export class Aws {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** @throws Refused, Unknown; any other error is a fault of the runtime */
  async call<T = Record<string, unknown>>(service: Service, action: string, input: object): Promise<T> {
    const answer = await this.#send(service, action, JSON.stringify(input));
    const body = JSON.parse(answer.text || '{}') as Record<string, string>;
    if (answer.status === 200) return body as T;
    const code = String(body.__type).split('#').at(-1) ?? '';
    if (answer.status >= 500) throw new Error(`${service}:${action} answered ${answer.status}: ${answer.text}`);
    throw new Refused(code, body.message ?? body.Message ?? '');
  }

  /** A request of S3's for a bucket or an object; what is not there is an answer too. */
  async object(
    method: 'DELETE' | 'GET' | 'PUT',
    path: string,
    sent?: Buffer,
  ): Promise<{ status: number; body: Buffer }> {
    const scope = 'test/20260101/us-east-1/s3/aws4_request';
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
    const body = sent && new Uint8Array(sent);
    const answer = await this.#pour(`${this.#endpoint}/${encodeURI(path)}`, { method, headers, ...(body && { body }) });
    if (answer.status >= 500) throw new Error(`s3: ${method} ${path} answered ${answer.status}`);
    return answer;
  }

  async #pour(url: string, request: RequestInit): Promise<{ status: number; body: Buffer }> {
    try {
      const answer = await fetch(url, request);
      return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
    } catch (cause) {
      throw new Unknown(`${url} got no answer`, { cause });
    }
  }

  async #send(service: Service, action: string, body: string): Promise<{ status: number; text: string }> {
    const scope = `test/20260101/us-east-1/${service}/aws4_request`;
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${TARGETS[service]}.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    try {
      const answer = await fetch(this.#endpoint, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    } catch (cause) {
      throw new Unknown(`${service}:${action} got no answer`, { cause });
    }
  }
}
