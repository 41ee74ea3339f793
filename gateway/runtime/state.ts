import type { Cancellation } from './cancellation.ts';
import type { CallDescriptor } from './descriptors.ts';
import type { Failure } from './failure.ts';

/** Where a field is in the answer, as graphql-js keeps it: cheap to grow, made into a list only for an error. */
export interface PathNode {
  readonly p: PathNode | undefined;
  readonly k: string | number;
}

export interface FieldError {
  readonly failure: Failure;
  readonly path: PathNode | undefined;
}

/** What calls a source. Never rejects: an upstream's trouble is a value. */
export interface UpstreamCaller {
  call(state: RequestState, call: CallDescriptor, args: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** `path`: of the field that shows a masked error instead; absent where the whole answer does. */
export type Unforeseen = (cause: unknown, path?: readonly (string | number)[]) => void;

export type JoinFault = 'unknown' | 'doubled';

/** All that one GraphQL request owns. Nothing in here is ever seen by another request. */
export class RequestState {
  readonly upstream: UpstreamCaller;
  readonly requestId: string;
  /** The caller's headers, lower case; each source gets those that its declaration names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The caller's variables, coerced. */
  v: Readonly<Record<string, unknown>> = {};
  readonly errors: FieldError[] = [];
  /** The error on its way up to the nearest nullable parent. */
  fail: FieldError | undefined;
  /** Rows by loader. */
  rows: Record<string, Map<string, unknown>> = {};
  k: Set<string>[] = [];
  /** Joins that were not clean: rows that nobody asked for, rows that came twice. */
  readonly faults: { fault: JoinFault; loader: string; key: string }[] = [];
  /** Upstream calls made, retries included. */
  calls = 0;
  /** Seconds for which every upstream allows its answer to be kept; undefined before the first answer. */
  maxAge: number | undefined;
  /** Told of what was thrown behind a masked error. */
  readonly unforeseen: Unforeseen | undefined;
  /** Aborted when the client goes away. */
  readonly cancellation: Cancellation | undefined;

  constructor(
    upstream: UpstreamCaller,
    options: {
      requestId?: string;
      headers?: Readonly<Record<string, string | undefined>>;
      cancellation?: Cancellation | undefined;
      unforeseen?: Unforeseen | undefined;
    } = {},
  ) {
    this.upstream = upstream;
    this.requestId = options.requestId ?? '';
    this.headers = options.headers ?? {};
    this.cancellation = options.cancellation;
    this.unforeseen = options.unforeseen;
  }

  private mutations = 0;

  /** Numbers the mutations of a request, for idempotency keys. */
  nextMutation(): number {
    return ++this.mutations;
  }

  report(fault: JoinFault, loader: string, key: string): void {
    if (this.faults.length < 20) this.faults.push({ fault, loader, key });
  }
}

export function pathOf(node: PathNode | undefined): (string | number)[] {
  const path: (string | number)[] = [];
  for (let n = node; n; n = n.p) path.push(n.k);
  return path.reverse();
}
