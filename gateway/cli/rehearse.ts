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
import type { GatewayBuild } from '../build/build.ts';
import { loadDocument } from '../openapi/load.ts';
import type { CallDescriptor } from '../runtime/descriptors.ts';
import { RequestState } from '../runtime/state.ts';
import { executeStitched } from '../stitched/execute.ts';
import { stitchModel } from '../stitched/schema.ts';
import { wireAnswer } from '../stitched/wire.ts';
import { Samples } from './sample.ts';

/**
 * Runs every registered operation over answers as the OpenAPI documents promise them, and tells which do not come out
 * whole: a document's change that validation alone does not see (a batch's rows renamed, a key of another type) shows here.
 */
export async function rehearse(build: GatewayBuild): Promise<string[]> {
  const { schema, sources } = build.model;
  const samples = new Map(sources.map((s) => [s.name, new Samples(loadDocument(s.document))]));
  const schemas = {
    strict: schema,
    stitched: stitchModel(
      schema,
      sources.map((s) => s.name),
    ),
  };
  const broken: string[] = [];
  for (const operation of build.operations.filter((o) => !o.errors)) {
    const body = build.manifest.operations.find((m) => m.name === operation.name)?.body ?? '';
    const state = new RequestState({ call: async (_state, call, args) => answer(samples, call, args) });
    const result = wireAnswer(await executeStitched(schemas, parse(body), variablesFor(schema, body), state), '');
    for (const e of result.errors ?? [])
      broken.push(`${operation.name} (${operation.file}): ${e.path?.join('.') ?? ''} ${e.message}`);
  }
  return broken;
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
