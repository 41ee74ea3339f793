import { parse } from 'graphql';
import { buildStrictly } from '../../gateway/model/build.ts';
import { runPlan } from '../../gateway/runtime/plan.ts';
import { RequestState } from '../../gateway/runtime/state.ts';
import { sources } from '../../gateway/sources/index.ts';
import { executeStitched } from '../../gateway/stitched/execute.ts';
import { stitchModel } from '../../gateway/stitched/schema.ts';
import { compileText } from '../../gateway/testing/compare.ts';
import { shortlistDocument } from './contestant.ts';

export interface EngineReport {
  readonly compiledMicros10: number;
  readonly compiledMicros100: number;
  readonly stitchedMicros10: number;
}

/** Microseconds for one operation without HTTP: answers are objects in memory. Variables in, JSON text out. */
export async function measureEngine(runs: number): Promise<EngineReport> {
  const { schema } = buildStrictly(sources);
  const plan = compileText(schema, shortlistDocument);
  const schemas = {
    strict: schema,
    stitched: stitchModel(
      schema,
      sources.map((s) => s.name),
    ),
  };
  const document = parse(shortlistDocument);
  const compiled = (size: number) => async () =>
    JSON.stringify((await runPlan(plan, stateOf(size), { id: 's1' })).answer);
  const stitched = (size: number) => async () =>
    JSON.stringify(await executeStitched(schemas, document, { id: 's1' }, stateOf(size)));
  return {
    compiledMicros10: await time(compiled(10), runs),
    compiledMicros100: await time(compiled(100), runs),
    stitchedMicros10: await time(stitched(10), Math.ceil(runs / 20)),
  };
}

const worlds = new Map<number, Record<string, unknown>>();

function stateOf(size: number): RequestState {
  const world = worlds.get(size) ?? makeWorld(size);
  worlds.set(size, world);
  return new RequestState({ call: async (_state, call) => world[call.id] });
}

function makeWorld(size: number): Record<string, unknown> {
  const items = Array.from({ length: size }, (_, i) => ({
    id: `film-${i}`,
    title: `Film ${i}`,
    providerId: `p${i % 5}`,
    genre: 'Drama',
    score: 7.5,
    runningTimeMinutes: 90,
    version: 3,
  }));
  return {
    getShortlist: {
      id: 's1',
      name: 'Tonight',
      version: 4,
      entries: items.map((i) => ({ itemId: i.id, addedAt: '2026-11-22T10:00:00Z', note: null })),
    },
    itemsByIds: { items },
    providersByIds: {
      providers: Array.from({ length: 5 }, (_, i) => ({
        id: `p${i}`,
        name: `Provider ${i}`,
        city: 'Ghent',
        version: 1,
      })),
    },
  };
}

/** The best of many short rounds' means: what the code costs while nothing else has the core. */
async function time(operation: () => Promise<string>, runs: number): Promise<number> {
  for (let i = 0; i < runs; i++) await operation();
  const size = Math.ceil(runs / 50);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 250; round++) {
    const started = performance.now();
    for (let i = 0; i < size; i++) await operation();
    best = Math.min(best, ((performance.now() - started) * 1000) / size);
  }
  return Math.round(best * 10) / 10;
}
