import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { start } from '../../bench/gateway/contest.ts';
import { seeded } from '../durability/random.ts';
import { type Reply, send } from '../hostile/request.ts';
import { CREATE, type Operation, Operations } from './operations.ts';

/** Random DynamoDB operations, sent to the runtime and to dynalite; says where they differ. */
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const BENCH = join(import.meta.dirname, '../../bench');
if (!existsSync(join(BENCH, 'peers/node_modules/dynalite'))) {
  console.error('dynalite is not installed: run npm ci in bench/peers');
  process.exit(2);
}

interface Difference {
  readonly operation: Operation;
  readonly ours: unknown;
  readonly theirs: unknown;
}

const [ours, theirs] = await Promise.all([
  start(join(BENCH, 'engines/ours.ts'), []),
  start(join(BENCH, 'peers/dynalite.ts'), []),
]);
const both = (operation: Operation) => Promise.all([ours, theirs].map(({ port }) => ask(port, operation)));
await both(CREATE);
for (const { port } of [ours, theirs]) await untilActive(port);

const operations = new Operations(seeded(Number(values.seed)));
const differences = new Map<string, Difference & { count: number }>();
for (let n = 0; n < Number(values.operations); n += 1) {
  const operation = operations.next();
  const [mine, other] = (await both(operation)).map((reply) => comparable(operation, reply));
  if (!isDeepStrictEqual(mine, other)) note({ operation, ours: mine, theirs: other });
}
for (const { child } of [ours, theirs]) child.kill();
const found = [...differences.values()];
const total = found.reduce((sum, { count }) => sum + count, 0);
const report = { seed: Number(values.seed), operations: Number(values.operations), different: total, kinds: found };
console.log(JSON.stringify(report, null, values.json ? undefined : 1));
console.log(total === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(total === 0 ? 0 : 1);

function ask(port: number, { action, input }: Operation): Promise<Reply> {
  return send(`http://127.0.0.1:${port}`, `DynamoDB_20120810.${action}`, JSON.stringify(input));
}

async function untilActive(port: number): Promise<void> {
  const describe = { action: 'DescribeTable', input: { TableName: 'differential' } };
  while (!(await ask(port, describe)).text.includes('"TableStatus":"ACTIVE"'))
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * What both must agree on. The order of a set, of a batch's items and of a scan's is nobody's promise. Known differences, where the peer
 * leaves out what AWS documents: writes to indexes cost capacity; an index read that finds nothing costs half a unit; `Attributes` is
 * absent when an update changed none of them.
 */
function comparable({ action }: Operation, { status, text }: Reply): unknown {
  const body = JSON.parse(text, (key, value) =>
    key === 'SS' || key === 'NS' ? [...(value as string[])].sort() : value,
  );
  delete body.ConsumedCapacity;
  if (isDeepStrictEqual(body.Attributes, {})) delete body.Attributes;
  if (action === 'Scan' && Array.isArray(body.Items)) body.Items.sort(byText);
  if (action === 'BatchGetItem')
    for (const items of Object.values(body.Responses ?? {})) (items as object[]).sort(byText);
  return { status, body };
}

function byText(one: object, other: object): number {
  const keyOf = (item: object) => JSON.stringify(item, ['pk', 'sk', 'S', 'N']);
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

/** The first of each kind is kept: the action, and what its answers have in common. */
function note(difference: Difference): void {
  const { operation } = difference;
  const kind = [operation.action, outcome(difference.ours), outcome(difference.theirs)].join(' | ');
  const before = differences.get(kind);
  if (before) before.count += 1;
  else differences.set(kind, { ...difference, count: 1 });
}

function outcome(answer: unknown): string {
  const { status, body } = answer as { status: number; body: Record<string, unknown> };
  return status === 200 ? Object.keys(body).sort().join() : String(body.message ?? body.__type).slice(0, 80);
}
