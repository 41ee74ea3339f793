import { AwsError } from '../errors.ts';
import { parseJsonObject } from './body.ts';
import { invokeCall, invokeStreamCall } from './invoke.ts';
import type { Answer, Call, Protocol, WireRequest } from './protocol.ts';
import { findRoute, type RouteMatch } from './router.ts';
import { scopeOf } from './signature.ts';

/** REST-JSON, which Lambda, Pipes and Scheduler speak: method and path name the action. */
export const restProtocol: Protocol = {
  speaks: (request) => match(request) !== undefined,
  read(request) {
    const found = match(request);
    if (!found) throw new AwsError('UnknownOperationException', 'No such route', { status: 404 });
    if (found.route.action === 'Invoke') return invokeCall(found, request);
    if (found.route.action === 'InvokeWithResponseStream') return invokeStreamCall(found, request);
    return jsonCall(found, request);
  },
  refuse: (error, requestId, request) => refuse(error, requestId, match(request)?.service === 'lambda'),
};

/** Found once a request, although three steps ask. */
const matches = new WeakMap<WireRequest, RouteMatch>();

function match(request: WireRequest): RouteMatch | undefined {
  const known = matches.get(request);
  if (known) return known;
  const found = findRoute(request.method, request.url, scopeOf(request).service);
  if (found) matches.set(request, found);
  return found;
}

function jsonCall({ service, route, fields }: RouteMatch, request: WireRequest): Call {
  const body = request.body.length > 0 ? parseJsonObject(request.body) : {};
  return {
    service,
    action: route.action,
    input: { ...body, ...fields },
    answer: (output, requestId) =>
      json(route.status, route.status === 204 ? '' : JSON.stringify(output ?? {}), requestId),
  };
}

const json = (status: number, body: string, requestId: string): Answer => ({
  status,
  headers: ['x-amzn-RequestId', requestId, 'Content-Type', 'application/json'],
  body,
});

/** Lambda writes `Message` and says whose fault it is; the other services write `message`. */
function refuse(error: AwsError, requestId: string, isLambda: boolean): Answer {
  const { queryErrorCode, ...fields } = error.fields;
  const message = isLambda
    ? { Type: error.status < 500 ? 'User' : 'Service', Message: error.message }
    : { message: error.message };
  const answer = json(error.status, JSON.stringify({ ...fields, ...message }), requestId);
  answer.headers.push('x-amzn-ErrorType', error.code);
  return answer;
}
