import type { ServiceName } from '../../cloud.ts';

/** One REST route of a service's API. */
export interface Route {
  readonly method: string;
  /** `{Name}` stands for one segment, which becomes the input's field of that name. */
  readonly path: string;
  readonly action: string;
  /** HTTP status of success. */
  readonly status: number;
  /** Query parameters that become fields of the input; a trailing `[]` marks a list, `#` a number. */
  readonly query: Readonly<Record<string, string>>;
}

export interface RestService {
  readonly service: ServiceName;
  readonly routes: readonly Route[];
}

/** @param line method, path, action and status, separated by spaces; then query parameters, as `name` or `name=Field` */
export function route(line: string): Route {
  const [method = '', path = '', action = '', status, ...query] = line.split(/\s+/);
  const fields = query.map((each) => each.split('=')).map(([name = '', field]) => [bare(name), field ?? name]);
  return { method, path, action, status: Number(status), query: Object.fromEntries(fields) };
}

const bare = (name: string): string => name.replace(/[[\]#]/g, '');
