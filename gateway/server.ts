import { join } from 'node:path';
import { buildGateway, type GatewayBuild } from './build/build.ts';
import { loadPlans } from './build/load.ts';
import type { SourceDeclaration } from './declare.ts';
import { createDispatchTransport } from './runtime/dispatch.ts';
import type { CallLog } from './runtime/source.ts';
import { Upstream } from './runtime/upstream.ts';
import { type AuthOptions, createAuthenticate } from './server/auth.ts';
import { SourceBreaker } from './server/breaker.ts';
import { sourceConfig } from './server/config.ts';
import { createEvents } from './server/events.ts';
import { createFullSurface } from './server/full.ts';
import { createHandler } from './server/handler.ts';
import type { Handler } from './server/handler-options.ts';
import type { OperationLimits } from './server/limits.ts';
import { closeServer, createNodeServer, listenOn, MOST_BYTES } from './server/node.ts';
import type { Fault, RequestLog } from './server/request-log.ts';
import { createTracing } from './server/tracing.ts';
import { sources as allSources } from './sources/index.ts';
import type { SubgraphDeclaration } from './subgraph/declare.ts';

export interface GatewayOptions {
  /** Default: every source of `gateway/sources`. */
  readonly sources?: readonly SourceDeclaration[];
  /** Default: those of `gateway/subgraphs`. */
  readonly subgraphs?: readonly SubgraphDeclaration[];
  /** Folders with the pages' operations. Default: those of the example. */
  readonly operations?: readonly string[];
  /** Where plans are written. Default `gateway/generated`. */
  readonly outputFolder?: string;
  /** Base URLs and keys of the sources. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Without it every caller is anonymous; sources still see the headers that they are declared to be given. */
  readonly auth?: AuthOptions;
  readonly allowedOrigins?: readonly string[];
  /** GraphiQL, introspection and any operation. Default true; false is how production runs. */
  readonly development?: boolean;
  readonly limits?: Partial<OperationLimits>;
  readonly onRequest?: (log: RequestLog) => void;
  readonly onCall?: (log: CallLog) => void;
  /** Told of what was thrown behind a masked error. */
  readonly onFault?: (fault: Fault) => void;
  readonly maxBytes?: number;
}

export interface Gateway {
  /** Listens on loopback, and answers the port (0 takes any that is free). */
  listen(port: number): Promise<number>;
  /** Lets running requests finish, takes no new ones. */
  close(): Promise<void>;
  /** Tells that something of a topic changed: every subscription to its key looks again. */
  publish(topic: string, key: string): void;
  readonly handle: Handler;
  readonly build: GatewayBuild;
}

/** The gateway on one machine: builds the plans, then serves them, and everything else through stitching. */
export async function createGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const development = options.development ?? true;
  const build = buildGateway(
    options.sources ?? allSources,
    options.operations ?? [join(import.meta.dirname, 'example', 'operations')],
    options.subgraphs ? { subgraphs: options.subgraphs } : {},
  );
  const plans = await loadPlans(build, options.outputFolder ?? join(import.meta.dirname, 'generated'));
  const events = createEvents();
  const tracing = createTracing();
  const transport = createDispatchTransport();
  const breakers = new Map<string, SourceBreaker>();
  const upstream = new Upstream({
    sources: [...build.model.sources, ...build.model.subgraphs.map((s) => s.declaration)].map((s) =>
      sourceConfig(s, options.environment ?? process.env),
    ),
    transport,
    breaker: (name) => {
      const breaker = new SourceBreaker();
      breakers.set(name, breaker);
      return breaker;
    },
    onCall: (log) => {
      tracing.onCall(log);
      options.onCall?.(log);
    },
  });
  const maxBytes = options.maxBytes ?? MOST_BYTES;
  const handle = createHandler({
    plans,
    documents: documentsWithoutPlan(build),
    upstream,
    maxBytes,
    allowedOrigins: options.allowedOrigins ?? [],
    trustedOnly: !development,
    graphiql: development,
    full: createFullSurface({
      model: build.model,
      events,
      introspection: development,
      graphiql: development,
      ...(options.limits ? { limits: options.limits } : {}),
    }),
    openSources: () => [...breakers].filter(([, b]) => b.open).map(([name]) => name),
    ...(options.onFault ? { onFault: options.onFault } : {}),
    ...(options.auth ? { authenticate: createAuthenticate(options.auth) } : {}),
    onRequest: (log) => {
      tracing.onRequest(log);
      options.onRequest?.(log);
    },
  });
  const server = createNodeServer(handle, maxBytes);
  return {
    handle,
    build,
    publish: (topic, key) => events.publish(topic, key),
    listen: (port) => listenOn(server, port),
    close: async () => {
      await closeServer(server);
      await transport.close();
    },
  };
}

/** Registered operations that the compiler leaves to the stitched engine, by hash. */
function documentsWithoutPlan({ operations, manifest }: GatewayBuild): Map<string, string> {
  const hashes = new Set(operations.filter((o) => o.stitched).flatMap((o) => o.hashes));
  return new Map(manifest.operations.filter((m) => hashes.has(m.id)).map((m) => [m.id, m.body]));
}
