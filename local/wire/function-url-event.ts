import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Cloud } from '../cloud.ts';

/** The event of a function URL: payload format 2.0. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload */
export function toEvent(url: string, req: IncomingMessage, body: Buffer, requestId: string, cloud: Cloud): object {
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQueryString = mark < 0 ? '' : url.slice(mark + 1);
  const { cookie, ...headers } = req.headers;
  const isBase64Encoded = body.length > 0 && !isUtf8(body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    cookies: cookie?.split(/; */),
    headers: joined(headers),
    queryStringParameters: rawQueryString ? joinedQuery(rawQueryString) : undefined,
    requestContext: requestContext(rawPath, req, requestId, cloud),
    body: body.length > 0 ? body.toString(isBase64Encoded ? 'base64' : 'utf8') : undefined,
    isBase64Encoded,
  };
}

function requestContext(path: string, req: IncomingMessage, requestId: string, cloud: Cloud): object {
  const domainName = req.headers.host ?? '';
  const now = cloud.clock.now();
  return {
    accountId: 'anonymous',
    apiId: domainName.split('.')[0],
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: req.method,
      path,
      protocol: `HTTP/${req.httpVersion}`,
      sourceIp: req.socket.remoteAddress,
      userAgent: req.headers['user-agent'],
    },
    requestId,
    routeKey: '$default',
    stage: '$default',
    time: clfTime(new Date(now)),
    timeEpoch: now,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As in an access log: `12/Mar/2020:19:03:58 +0000`. */
function clfTime(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${time} +0000`;
}

const joined = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** A parameter that is given more than once has its values joined by commas. */
function joinedQuery(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}
