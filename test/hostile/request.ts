/** What came back: AWS's error code, or `undefined` for a success. */
export interface Reply {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

const signed = (service: string): Record<string, string> => ({
  'x-amz-date': '20260101T000000Z',
  authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** Sends one request of the AWS JSON protocol, its body as it stands. @param target as in `X-Amz-Target` */
export async function send(endpoint: string, target: string, body: string): Promise<Reply> {
  const headers = { ...signed('x'), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  const { status, text } = await post(endpoint, headers, body);
  return { status, text, code: status === 200 ? undefined : /"__type":"([^"]*)"/.exec(text)?.[1] };
}

/** Sends one request of the Query protocol to CloudFormation. */
export async function query(endpoint: string, Action: string, input: object): Promise<Reply> {
  const headers = { ...signed('cloudformation'), 'content-type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams({ Action, Version: '2010-05-15', ...input });
  const { status, text } = await post(endpoint, headers, form.toString());
  return { status, text, code: status === 200 ? undefined : /<Code>([^<]*)</.exec(text)?.[1] };
}

async function post(endpoint: string, headers: Record<string, string>, body: string) {
  const answer = await fetch(endpoint, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}
