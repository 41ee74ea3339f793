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
