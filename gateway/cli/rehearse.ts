import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  typeFromAST,
} from 'graphql';
import type { BuiltOperation, GatewayBuild } from '../build/build.ts';
import { loadPlans } from '../build/load.ts';
import { loadDocument } from '../openapi/load.ts';
import type { WireAnswer } from '../runtime/answer.ts';
import type { CallDescriptor } from '../runtime/descriptors.ts';
import { type Plan, runPlan } from '../runtime/plan.ts';
import { RequestState } from '../runtime/state.ts';
import { requirements } from '../server/requirements.ts';
import { lookOf } from '../server/subscriptions.ts';
import { executeStitched } from '../stitched/execute.ts';
import { wireAnswer } from '../stitched/wire.ts';
import { stitchComposed } from '../subgraph/subschema.ts';
import { Samples } from './sample.ts';

/**
 * Runs every registered operation over answers as the OpenAPI documents promise them, on each engine that may serve it, and tells
 * which do not come out whole: a document's change that validation alone does not see (a batch's rows renamed, a key of another
 * type) shows here. So does a plan whose answer is not that of the stitched engine.
 */
export async function rehearse(build: GatewayBuild): Promise<string[]> {
  const stage = await setUp(build);
  const broken: string[] = [];
  for (const operation of build.operations.filter((o) => !o.errors && !asksSubgraph(build, o))) {
    const name = `${operation.name} (${operation.file}):`;
    for (const { body, plan } of stage.forms(operation)) {
      const stitched = await stage.stitched(body);
      const planned = plan && (await stage.planned(plan, body));
      broken.push(...errorsOf(stitched).map((e) => `${name} ${e}, stitched`));
      broken.push(...errorsOf(planned).map((e) => `${name} ${e}, compiled`));
      if (planned && JSON.stringify(planned) !== JSON.stringify(stitched))
        broken.push(`${name} the compiled engine answers otherwise than the stitched one`);
    }
  }
  return [...new Set(broken)];
}

/** A subgraph's answers are not made up: its SDL is validated against, and that is all. */
const asksSubgraph = ({ model, manifest }: GatewayBuild, { hashes }: BuiltOperation): boolean =>
  manifest.operations
    .filter((m) => hashes.includes(m.id))
    .some(({ body }) =>
      requirements(model.schema, parse(body)).sources.some((s) =>
        model.subgraphs.some((g) => g.declaration.name === s),
      ),
    );

const errorsOf = (answer: WireAnswer | undefined): string[] =>
  (answer?.errors ?? []).map((e) => `${e.path?.join('.') ?? ''} ${e.message}`);

interface Form {
  readonly body: string;
  /** Absent where the compiler leaves the operation to the stitched engine. */
  readonly plan: Plan | undefined;
}

async function setUp(build: GatewayBuild) {
  const { schema, sources } = build.model;
  const samples = new Map(sources.map((s) => [s.name, new Samples(loadDocument(s.document))]));
  const schemas = { strict: schema, stitched: stitchComposed(build.model) };
  const folder = mkdtempSync(join(tmpdir(), 'penstock-gateway-check-'));
  const plans = new Map((await loadPlans(build, folder)).map((entry) => [entry.hash, entry.plan]));
  rmSync(folder, { recursive: true });
  const state = () => new RequestState({ call: async (_state, call, args) => answer(samples, call, args) });
  return {
    forms: ({ hashes }: BuiltOperation): Form[] =>
      build.manifest.operations
        .filter((m) => hashes.includes(m.id))
        .map(({ id, body }) => ({ body, plan: plans.get(id) })),
    stitched: async (body: string): Promise<WireAnswer> => {
      const document = lookOf(schema, parse(body)) ?? parse(body);
      return wireAnswer(await executeStitched(schemas, document, variablesFor(schema, body), state()), '');
    },
    planned: async (plan: Plan, body: string): Promise<WireAnswer> =>
      (await runPlan(plan, state(), variablesFor(schema, body))).answer,
  };
}

function answer(
  samples: ReadonlyMap<string, Samples>,
  call: CallDescriptor,
  args: Readonly<Record<string, unknown>>,
): unknown {
  if (call.empty) return true;
  const keys = Object.values(args).flatMap((v) =>
    Array.isArray(v) ? v.map(String) : typeof v === 'string' ? (/\[(.*)\]/.exec(v)?.[1]?.split(',') ?? []) : [],
  );
  const whole = samples.get(call.source)?.answer(call.id, keys.length > 0 ? keys : ['1']);
  if (call.unwrap === undefined) return whole;
  return typeof whole === 'object' && whole !== null ? Reflect.get(whole, call.unwrap) : null;
}

/** A value for each variable that needs one. */
function variablesFor(schema: GraphQLSchema, body: string): Record<string, unknown> {
  const operation = parse(body).definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION);
  const entries = (operation?.variableDefinitions ?? []).flatMap((d) => {
    const type = typeFromAST(schema, d.type as Parameters<typeof typeFromAST>[1]) as GraphQLInputType | undefined;
    return type && d.type.kind === Kind.NON_NULL_TYPE ? [[d.variable.name.value, sampleInput(type)] as const] : [];
  });
  return Object.fromEntries(entries);
}

function sampleInput(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleInput(type.ofType);
  if (isListType(type)) return [sampleInput(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((f) => isNonNullType(f.type))
        .map((f) => [f.name, sampleInput(f.type)]),
    );
  return { Int: 1, Long: 1, Float: 1, Boolean: true }[type.name] ?? '1';
}
