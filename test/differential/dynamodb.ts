import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { start } from '../../bench/gateway/contest.ts';
import { canonicalNumber } from '../../local/dynamodb/values/decimal.ts';
import { seeded } from '../durability/random.ts';
import { type Reply, send } from '../hostile/request.ts';
import { startDynamoDbLocal } from './java.ts';
import { CREATE, type Operation, Operations } from './operations.ts';
import { Differences, type Report, type Task } from './report.ts';
import { Streams } from './streams.ts';

const BENCH = join(import.meta.dirname, '../../bench');

/** Streams are compared after so many operations. */
const STREAMED = 2_000;

type Peer = 'dynalite' | 'dynamodb-local';

/** Sends random DynamoDB operations to the runtime and to a peer, and compares the answers. */
export async function compareDynamoDb(peer: Peer, { operations: count, seed }: Task): Promise<Report> {
  const sides = await Promise.all([start(join(BENCH, 'engines/ours.ts'), []), startPeer(peer)]);
  const differences = new Differences();
  try {
    const both = (operation: Operation) => Promise.all(sides.map(({ port }) => ask(port, operation)));
    await both(CREATE);
    for (const { port } of sides) await untilActive(port);
    const operations = new Operations(seeded(seed), peer === 'dynamodb-local');
    // dynalite has no streams.
    const ports = peer === 'dynalite' ? [] : sides.map(({ port }) => port);
    const streams = new Streams(ports, (text) => parsed(text, peer));
    for (let n = 0; n < count; n += 1) {
      const operation = operations.next();
      const [ours, theirs] = (await both(operation)).map((reply) => comparable(operation, reply, peer));
      if (!isDeepStrictEqual(ours, theirs)) differences.note(kindOf(operation, ours, theirs), operation, ours, theirs);
      if (ports.length > 0 && (n % STREAMED === STREAMED - 1 || n === count - 1)) await streams.compare(differences);
    }
  } finally {
    for (const { child } of sides) child.kill();
  }
  return differences.report(peer, seed, count);
}

const startPeer = (peer: Peer): Promise<{ port: number; child: ChildProcess }> =>
  peer === 'dynalite' ? start(join(BENCH, 'peers/dynalite.ts'), []) : startDynamoDbLocal();

const ask = (port: number, { action, input }: Operation): Promise<Reply> =>
  send(`http://127.0.0.1:${port}`, `DynamoDB_20120810.${action}`, JSON.stringify(input));

async function untilActive(port: number): Promise<void> {
  const describe = { action: 'DescribeTable', input: { TableName: 'differential' } };
  while (!(await ask(port, describe)).text.includes('"TableStatus":"ACTIVE"'))
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * What both must agree on: `README.md` says why each thing is left out. The order of a set, of a batch's items and of a scan's is
 * nobody's promise.
 */
function comparable({ action, input }: Operation, { status, text }: Reply, peer: Peer): unknown {
  const body = parsed(text, peer);
  delete body.ConsumedCapacity;
  if (peer === 'dynamodb-local') {
    delete body.LastEvaluatedKey;
    if (isNestedUpdate(input)) delete body.Attributes;
  }
  if (isDeepStrictEqual(body.Attributes, {})) delete body.Attributes;
  const unordered = action === 'Scan' || (peer === 'dynamodb-local' && 'IndexName' in input);
  if (unordered && Array.isArray(body.Items)) body.Items.sort(byText);
  if (unordered && 'Limit' in input && peer === 'dynamodb-local') {
    delete body.Items;
    if ('FilterExpression' in input) delete body.Count;
  }
  if (action === 'BatchGetItem')
    for (const items of Object.values(body.Responses ?? {})) (items as object[]).sort(byText);
  return { status, body: status === 200 ? body : refusal(body, peer) };
}

/** Sets in one order, numbers in one spelling. */
const parsed = (text: string, peer: Peer) =>
  JSON.parse(text, (key, value) => {
    if (peer === 'dynamodb-local' && key === 'N' && typeof value === 'string') return canonicalNumber(value);
    if (key !== 'SS' && key !== 'NS') return value;
    return (value as string[]).map((one) => (key === 'NS' ? canonicalNumber(one) : one)).sort();
  });

const isNestedUpdate = (input: object): boolean =>
  'UpdateExpression' in input && /[.[]/.test(String(input.UpdateExpression)) && /UPDATED/.test(JSON.stringify(input));

/** DynamoDB Local words many refusals in its own way: the type is what counts. */
function refusal({ CancellationReasons: reasons, ...body }: Record<string, unknown>, peer: Peer): unknown {
  if (peer === 'dynalite') return body;
  const codes = (reasons as { Code: string }[] | undefined)?.map(({ Code }) => Code);
  // AWS documents it as a reason of the cancellation that an update does not fit its item; DynamoDB Local refuses the whole request.
  if (codes?.includes('ValidationError')) return 'ValidationException';
  return [String(body.__type).split('#').pop(), ...(codes ?? [])].join();
}

function byText(one: object, other: object): number {
  const keyOf = (item: object) => JSON.stringify(item, ['pk', 'sk', 'S', 'N']);
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

const kindOf = ({ action }: Operation, ours: unknown, theirs: unknown): string =>
  [action, outcome(ours), outcome(theirs)].join(' | ');

function outcome(answer: unknown): string {
  const { status, body } = answer as { status: number; body: Record<string, unknown> | string };
  if (typeof body === 'string') return body;
  return status === 200 ? Object.keys(body).sort().join() : String(body.message ?? body.__type).slice(0, 80);
}
