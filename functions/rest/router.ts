import { ContractViolation, ItemNotFound, RetryableError, VersionConflict } from '../errors.ts';
import { problem, RestError, type RestHandler, type RestRequest, type RestResponse } from './http.ts';

export type Parameters = Readonly<Record<string, string>>;
export type RouteHandler = (request: RestRequest, parameters: Parameters) => Promise<RestResponse>;

/** Routes by `METHOD /path/{parameter}`, the paths written as in the OpenAPI document. */
export type Routes = Readonly<Record<string, RouteHandler>>;

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handle: RouteHandler;
}

/** Routes → one handler. Literal segments go before parameters; thrown errors become problem details without inner text. */
export function router(routes: Routes, report: (error: unknown) => void = () => undefined): RestHandler {
  const table = Object.entries(routes).map(([key, handle]): Route => {
    const [method = '', path = ''] = key.split(' ');
    return { method, segments: path.split('/').slice(1), handle };
  });
  table.sort((a, b) => parametersOf(a) - parametersOf(b));
  return async (request) => {
    try {
      return await dispatch(table, request);
    } catch (error) {
      return answerTo(error, report);
    }
  };
}

const parametersOf = (route: Route): number => route.segments.filter((s) => s.startsWith('{')).length;

async function dispatch(table: readonly Route[], request: RestRequest): Promise<RestResponse> {
  const segments = request.path.split('/').slice(1);
  const onPath = table.flatMap((route) => {
    const parameters = match(route.segments, segments);
    return parameters ? [{ route, parameters }] : [];
  });
  const found = onPath.find(({ route }) => route.method === request.method);
  if (found) return found.route.handle(request, found.parameters);
  throw onPath.length > 0
    ? new RestError(405, 'This method is not allowed here.')
    : new RestError(404, 'There is nothing here.');
}

function match(pattern: readonly string[], segments: readonly string[]): Parameters | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = decoded(segments[i] ?? '');
    if (part.startsWith('{') && segment) parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

function answerTo(error: unknown, report: (error: unknown) => void): RestResponse {
  if (error instanceof RestError) return problem(error.status, error.message);
  if (error instanceof ItemNotFound) return problem(404, 'There is no such item.');
  if (error instanceof VersionConflict) return problem(409, 'It was changed meanwhile: read it again.');
  if (error instanceof ContractViolation) return problem(400, 'The request is malformed.');
  report(error);
  return error instanceof RetryableError
    ? { ...problem(503, 'Try again later.'), headers: { 'retry-after': '1' } }
    : problem(500, 'Something went wrong.');
}
