import { type DocumentNode, lexicographicSortSchema, parse, printSchema, validate } from 'graphql';
import { type CompiledOperation, compileOperation, moduleCode, sha256 } from '../compiler/compile.ts';
import { Emitter } from '../compiler/names.ts';
import type { CallBudget } from '../compiler/stage.ts';
import { NotCompilable } from '../compiler/tree.ts';
import type { SourceDeclaration } from '../declare.ts';
import { buildModel, type GatewayModel } from '../model/build.ts';
import type { Problem } from '../problems.ts';
import type { SourceSettings } from '../server/config.ts';
import { withDefer } from '../server/defer.ts';
import { requirements } from '../server/requirements.ts';
import type { SubgraphDeclaration } from '../subgraph/declare.ts';
import { type ComposedModel, withSubgraphs } from '../subgraph/extend.ts';
import { subgraphs as allSubgraphs } from '../subgraphs/index.ts';
import { documentText, type RegisteredOperation, readOperations } from './operations.ts';

export interface BuildOptions {
  /** Forms of each document that get a plan: as Apollo Client sends it, with `__typename` everywhere, or also as it is written. */
  readonly forms?: 'apollo' | 'both';
  /** Default: those of `gateway/subgraphs`. */
  readonly subgraphs?: readonly SubgraphDeclaration[];
}

export interface BuiltOperation {
  readonly name: string;
  readonly file: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** SHA-256 of each form in which clients send it. */
  readonly hashes: readonly string[];
  /** What it may cost upstream. */
  readonly budget: readonly CallBudget[];
  /** Why it runs stitched, where it does. */
  readonly stitched?: string;
  /** Why it cannot run at all. */
  readonly errors?: readonly string[];
}

export interface GatewayBuild {
  readonly model: ComposedModel;
  readonly sdl: string;
  readonly operations: readonly BuiltOperation[];
  readonly problems: readonly Problem[];
  /** JavaScript of the plans: a module whose default export is `(kit) => entries`. */
  readonly plans: string;
  /** Trusted documents by hash, as Apollo's manifest has them. */
  readonly manifest: {
    readonly format: string;
    readonly version: 1;
    readonly operations: readonly { id: string; name: string; type: string; body: string }[];
  };
}

/** Declarations and pages' operations → schema, plans, manifest and the list of what was found wrong. Writes nothing. */
export function buildGateway(
  sources: readonly SourceDeclaration[],
  operationFolders: readonly string[],
  { forms = 'both', subgraphs = allSubgraphs }: BuildOptions = {},
): GatewayBuild {
  const model = withSubgraphs(buildModel(sources), subgraphs);
  const emitter = new Emitter();
  const built = readOperations(operationFolders).map((o) => buildOperation(model, o, emitter, forms));
  const list = `[\n${built.flatMap((b) => b.entries).join(',\n')}\n]`;
  const manifest = built.flatMap((b) =>
    b.bodies.map((body) => ({ id: sha256(body), name: b.operation.name, type: b.operation.kind, body })),
  );
  return {
    model,
    sdl: printSchema(lexicographicSortSchema(model.schema)),
    operations: built.map((b) => b.operation),
    problems: model.problems,
    plans: `// Emitted by \`penstock gateway build\`; not to be edited.\nexport const sources = ${JSON.stringify(model.sources.map(runtimePart))};\nexport default ${moduleCode(emitter, list)};\n`,
    manifest: { format: 'apollo-persisted-query-manifest', version: 1, operations: manifest },
  };
}

/** What the runtime needs of a declaration: no document, no types. */
const runtimePart = ({
  name,
  url,
  timeoutMs,
  forward,
  headers,
  parameters,
  retries,
}: SourceDeclaration): SourceSettings => ({
  name,
  url,
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  ...(forward ? { forward } : {}),
  ...(headers ? { headers } : {}),
  ...(parameters ? { parameters } : {}),
  ...(retries === undefined ? {} : { retries }),
});

interface Built {
  readonly operation: BuiltOperation;
  readonly entries: readonly string[];
  readonly bodies: readonly string[];
}

function buildOperation(
  model: GatewayModel,
  { name, file, documents }: RegisteredOperation,
  emitter: Emitter,
  forms: 'apollo' | 'both',
): Built {
  const bodies = [...new Set(documents.map(documentText))].slice(forms === 'apollo' ? -1 : 0);
  const hashes = bodies.map(sha256);
  const kind = kindOf(documents[0]);
  const errors = validate(withDefer(model.schema), parse(bodies[0] ?? ''), undefined, { hideSuggestions: true }).map(
    (e) => e.message,
  );
  if (errors.length > 0)
    return { operation: { name, file, kind, hashes, budget: [], errors }, entries: [], bodies: [] };
  try {
    const compiled = bodies.map((body) => compileOperation(model.schema, parse(body), body, emitter));
    return {
      operation: { name, file, kind, hashes, budget: compiled[0]?.budget ?? [] },
      entries: compiled.map((c, i) => entryText(model, c, bodies[i] ?? '')),
      bodies,
    };
  } catch (error) {
    if (!(error instanceof NotCompilable)) throw error;
    return { operation: { name, file, kind, hashes, budget: [], stitched: error.message }, entries: [], bodies };
  }
}

function kindOf(document: DocumentNode | undefined): BuiltOperation['kind'] {
  const [definition] = document?.definitions ?? [];
  return definition && 'operation' in definition ? definition.operation : 'query';
}

function entryText(model: GatewayModel, compiled: CompiledOperation, body: string): string {
  const { scopes, sources } = requirements(model.schema, parse(body));
  const forward = [...new Set(model.sources.filter((s) => sources.includes(s.name)).flatMap((s) => s.forward ?? []))];
  return `{ hash: ${JSON.stringify(compiled.hash)}, name: ${JSON.stringify(compiled.name)}, kind: ${JSON.stringify(compiled.kind)}, scopes: ${JSON.stringify(scopes)}, forward: ${JSON.stringify(forward)}, calls: ${compiled.budget.length}, plan: ${compiled.code} }`;
}
