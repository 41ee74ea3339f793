import { Pool } from 'undici';

/** A connection pool to one endpoint that speaks AWS JSON. */
export class AwsPool {
  readonly #pool: Pool;

  constructor(port: number, connections: number) {
    this.#pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  }

  /** @param target as in `X-Amz-Target` */
  async call(target: string, input: object): Promise<Record<string, unknown>> {
    const { statusCode, body } = await this.#pool.request({
      path: '/',
      method: 'POST',
      headers: { ...SIGNED, 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    const answer = (await body.json()) as Record<string, unknown>;
    if (statusCode !== 200) throw new Error(`${target} answered ${statusCode}: ${JSON.stringify(answer)}`);
    return answer;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

const SIGNED = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0',
};
