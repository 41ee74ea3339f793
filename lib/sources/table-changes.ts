import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BundledFunction } from '../function.ts';
import { handler } from '../handler.ts';
import { physicalName } from '../naming.ts';
import { streamPipe } from '../pipes/stream-pipe.ts';
import { deadLetters } from '../queues.ts';
import { wholeNumber } from '../whole-number.ts';
import { claimReader } from './readers.ts';
import type { Connection, Listener, Source } from './source.ts';

export interface TableChangesOptions {
  /** At most 100, for which the enrichment's limits are made. */
  readonly batchSize?: number;
  /** Batches of a shard that are under way at once (1–10); order per item is kept. */
  readonly parallelPerShard?: number;
}

/** The changes of a versioned table, from its stream (`NEW_AND_OLD_IMAGES`): in order per item, at least once. */
export function tableChanges(table: TableV2, options: TableChangesOptions = {}): Source {
  const { batchSize = 100, parallelPerShard = 2 } = options;
  wholeNumber('A batch of changes', batchSize, 1, 100);
  wholeNumber('parallelPerShard', parallelPerShard, 1, 10);
  return { style: 'batch', connect: (scope, listener) => connect(scope, listener, table, batchSize, parallelPerShard) };
}

/** A record lives 24 h in the stream; what is given up by then must still be fetched by its sequence number. */
const MAXIMUM_RECORD_AGE = Duration.hours(18);

/** Finite, but never what ends an outage: at one attempt a few seconds the record's age is reached first. */
const MAXIMUM_RETRY_ATTEMPTS = 10_000;

/** An image that did not fit its batch is read back; backfill and reconcile read the table as a whole. */
const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan', 'dynamodb:DescribeTable'];

function connect(
  scope: Construct,
  { workflow, machine, write }: Listener,
  table: TableV2,
  batchSize: number,
  parallelPerShard: number,
): Connection {
  claimReader(table, workflow);
  write.addEnvironment('SOURCE_TABLE', table.tableName);
  write.addToRolePolicy(new PolicyStatement({ actions: READS, resources: [table.tableArn] }));
  const pointers = deadLetters(scope, 'PipeDeadLetters', workflow);
  const pipe = streamPipe(scope, {
    workflow,
    table,
    enrichment: compact(scope),
    machine,
    deadLetters: pointers,
    batchSize,
    parallelPerShard,
    maximumRecordAge: MAXIMUM_RECORD_AGE,
    maximumRetryAttempts: MAXIMUM_RETRY_ATTEMPTS,
  });
  return { origin: { table: table.tableName }, pipeName: pipe.pipeName, deadLetters: [pointers] };
}

/** The enrichment knows no workflow: one function serves every stream pipe of the stack. */
function compact(scope: Construct): BundledFunction {
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild('Compact');
  if (existing instanceof BundledFunction) return existing;
  return new BundledFunction(stack, 'Compact', {
    name: physicalName(stack, 'compact'),
    description: 'Makes small changes of stream records, within the limits of Step Functions',
    source: handler(join(import.meta.dirname, '../../functions/compact'), 'handler.ts'),
  });
}
