import { join } from 'node:path';
import { TransportError } from '../../gateway/runtime/transport.ts';
import { type Process, post, SHORTLIST, start } from './contest.ts';
import { cpuOf, median, rounded, turnsOf } from './measure.ts';

export interface Refusal {
  readonly name: string;
  /** Any operation runs (`open`), or registered ones alone, as in production (`registered`). */
  readonly server: 'open' | 'registered';
  /** What the client is told: the code, or that the connection was closed on it. */
  readonly answer: string;
  readonly cpuMicros: number;
  /** CPU against a served request, from the same rounds. */
  readonly againstServed: number;
}

const query = (text: string): string => JSON.stringify({ query: text });
const nested = (levels: number): string =>
  `{ __type(name: "Item") { ${'fields { type { '.repeat(levels)} name ${'} }'.repeat(levels)} } }`;
const aliases = Array.from({ length: 60 }, (_, i) => `a${i}: shortlist(id: "${i}") { id }`).join(' ');

/** Requests that want too much, or are none. */
const BAD: Readonly<Record<string, string>> = {
  oversized: query(`{ shortlist(id: "1") { id } } #${'x'.repeat(150_000)}`),
  'too many tokens': query(`{ ${'shortlist(id: "1") { id } '.repeat(1000)} }`),
  deep: query(nested(20)),
  aliased: query(`{ ${aliases} }`),
  batched: `[${Array.from({ length: 10 }, () => SHORTLIST).join(',')}]`,
  'malformed JSON': SHORTLIST.slice(0, -1),
  'malformed document': query('query Shortlist { shortlist(id: { id } }'),
  'unregistered hash': JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }),
};

/** What it costs to refuse, in turns with requests that are served. */
export async function measureRefusals(upstream: Process, rounds: number, milliseconds: number): Promise<Refusal[]> {
  const result: Refusal[] = [];
  for (const server of ['open', 'registered'] as const) {
    const process = await start(join(import.meta.dirname, 'ours.ts'), ['compiled', server], {
      UPSTREAM: `http://127.0.0.1:${upstream.port}`,
    });
    try {
      result.push(...(await refusalsOf(process, server, rounds, milliseconds)));
    } finally {
      process.child.kill();
    }
  }
  return result;
}

async function refusalsOf(process: Process, server: Refusal['server'], rounds: number, milliseconds: number) {
  const cases = Object.entries({ served: SHORTLIST, ...BAD }).map(([name, body]) => ({
    name,
    body,
    cpu: [] as number[],
  }));
  for (let round = 0; round <= rounds; round++)
    for (const one of turnsOf(cases, round)) {
      const { cpuMicros } = await cpuOf(process, () => answerOf(process.port, one.body), milliseconds, 8);
      if (round > 0) one.cpu.push(cpuMicros);
    }
  const [served, ...refused] = cases;
  return Promise.all(
    refused.map(async ({ name, body, cpu }) => ({
      name,
      server,
      answer: await answerOf(process.port, body),
      cpuMicros: rounded(median(cpu), 0),
      againstServed: rounded(median(cpu.map((c, i) => c / (served?.cpu[i] ?? Number.NaN))), 2),
    })),
  );
}

/** A request that is too large may find the connection closed while it is still being sent: that is a refusal, too. */
async function answerOf(port: number, body: string): Promise<string> {
  try {
    const { text } = await post(port, body);
    return /"code":"(\w+)"/.exec(text)?.[1] ?? (text.includes('"errors"') ? 'error' : 'served');
  } catch (error) {
    if (error instanceof TransportError && error.kind === 'network') return 'connection closed';
    throw error;
  }
}
