import type { ServiceName } from '../cloud.ts';
import { lambdaRoutes } from './routes/lambda.ts';
import { pipesRoutes } from './routes/pipes.ts';
import type { Route } from './routes/route.ts';
import { schedulerRoutes } from './routes/scheduler.ts';

/** A route that fits a request, with the input's fields that path and query string gave. */
export interface RouteMatch {
  readonly service: ServiceName;
  readonly route: Route;
  readonly fields: Record<string, unknown>;
}

interface Compiled {
  readonly service: ServiceName;
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

const COMPILED: readonly Compiled[] = [lambdaRoutes, pipesRoutes, schedulerRoutes].flatMap(({ service, routes }) =>
  routes.map((route) => ({
    service,
    route,
    pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}/?$`),
    names: [...route.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] as string),
  })),
);

/**
 * Finds the route. Where two services have the same path (`/tags/{arn}`), the one that the signature names is taken, or else
 * the one in the ARN.
 */
export function findRoute(method: string, url: string, signedFor?: string): RouteMatch | undefined {
  const [path = '', query = ''] = split(url);
  let found: RouteMatch | undefined;
  for (const compiled of COMPILED) {
    if (compiled.route.method !== method) continue;
    const segments = compiled.pattern.exec(path);
    if (!segments) continue;
    const match = toMatch(compiled, segments, query);
    if (compiled.service === signedFor || path.includes(`arn%3Aaws%3A${compiled.service}`)) return match;
    found ??= match;
  }
  return found;
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function toMatch({ service, route, names }: Compiled, segments: RegExpExecArray, query: string): RouteMatch {
  const fields: Record<string, unknown> = query ? readQuery(route, query) : {};
  names.forEach((name, index) => {
    fields[name] = decode(segments[index + 1] as string);
  });
  return { service, route, fields };
}

/** A badly encoded segment is passed on as it is: no resource has such a name, so the service refuses it. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function readQuery(route: Route, query: string): Record<string, unknown> {
  const given = new URLSearchParams(query);
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(route.query)) {
    const value = given.get(name);
    if (value === null) continue;
    if (field.endsWith('[]')) fields[field.slice(0, -2)] = given.getAll(name);
    else if (field.endsWith('#')) fields[field.slice(0, -1)] = Number(value);
    else fields[field] = value;
  }
  return fields;
}
