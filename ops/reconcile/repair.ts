import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { Description, Pair } from '../../functions/operate/entries.ts';
import { faultOf } from '../../functions/reconcile/fault.ts';
import type { Drift } from '../../functions/reconcile/reconcile.ts';
import { allowed } from '../errors.ts';

export interface RepairOptions {
  readonly content?: boolean;
  readonly index?: string | undefined;
  readonly pause?: (ms: number) => Promise<unknown>;
}

export interface Repaired {
  /** Keys whose fault is gone, by what was done. */
  readonly repaired: number;
  /** Keys that still differ. */
  readonly left: readonly Drift[];
}

const KEYS_A_CALL = 500;

/** A repair may meet a change of the same moment; what then differs anew is repaired anew. */
const MOST_ROUNDS = 3;

/** Until a search engine shows what it acknowledged. */
const PUBLISH_MS = 1_000;

/**
 * Repairs through the guards, so that nothing newer is ever overwritten:
 * - what is missing, stale or a zombie is read from the source again and applied in its version;
 * - what is unexpected gets a tombstone, one version after what was seen;
 * - what is ahead, or differs at the same version, gets a new version at its source, which then passes as any change does.
 */
export async function repair(
  workflow: WorkflowFunction,
  tables: DynamoDBDocumentClient,
  drift: readonly Drift[],
  options: RepairOptions = {},
): Promise<Repaired> {
  const { pause = sleep } = options;
  const description = await workflow.ask<Description>({ operation: 'describe' });
  let left = drift;
  for (let round = 0; left.length && round < MOST_ROUNDS; round++) {
    if (round) await pause(PUBLISH_MS);
    for (let start = 0; start < left.length; start += KEYS_A_CALL)
      await repairPart(workflow, tables, description, left.slice(start, start + KEYS_A_CALL), options);
    left = await check(workflow, left, options);
  }
  return { repaired: drift.length - left.length, left };
}

async function repairPart(
  workflow: WorkflowFunction,
  tables: DynamoDBDocumentClient,
  description: Description,
  drift: readonly Drift[],
  { index }: RepairOptions,
): Promise<void> {
  const at = index === undefined ? {} : { index };
  const unexpected = drift.filter(({ fault }) => fault === 'unexpected');
  const known = drift.filter(({ fault }) => fault !== 'unexpected');
  for (const each of known)
    if (each.fault === 'ahead' || each.fault === 'different') await raise(tables, description, each);
  if (known.length) await workflow.ask({ operation: 'apply', keys: known.map(({ key }) => key), ...at });
  const entries = unexpected.map(({ key, target }) => ({ key, version: (target?.version ?? 0) + 1 }));
  if (entries.length) await workflow.ask({ operation: 'tombstone', entries, ...at });
}

/** Gives a row a version above both sides', if nobody has changed it since it was read. */
async function raise(tables: DynamoDBDocumentClient, { table, key }: Description, drift: Drift): Promise<void> {
  const seen = drift.source?.version ?? 0;
  const next = Math.max(seen, drift.target?.version ?? 0) + 1;
  const command = new UpdateCommand({
    TableName: table,
    Key: { [key]: drift.key },
    UpdateExpression: 'SET #version = :next, #updatedAt = :now',
    ConditionExpression: '#version = :seen',
    ExpressionAttributeNames: { '#version': 'version', '#updatedAt': 'updatedAt' },
    ExpressionAttributeValues: { ':next': next, ':now': Date.now(), ':seen': seen },
  });
  try {
    await allowed('dynamodb:UpdateItem', () => tables.send(command));
  } catch (error) {
    // Somebody changed it: that change has a version of its own.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** What still differs, as it differs now. */
async function check(workflow: WorkflowFunction, drift: readonly Drift[], options: RepairOptions): Promise<Drift[]> {
  const { content = false, index } = options;
  const left: Drift[] = [];
  for (let start = 0; start < drift.length; start += KEYS_A_CALL) {
    const part = drift.slice(start, start + KEYS_A_CALL);
    const keys = part.map(({ key }) => key);
    const at = index === undefined ? {} : { index };
    const pairs = await workflow.ask<Pair[]>({ operation: 'inspect', keys, content, ...at });
    part.forEach((each, position) => {
      const { source, target } = pairs[position] ?? {};
      const fault = faultOf(source, target);
      if (fault) left.push({ ...each, fault, ...(source && { source }), ...(target && { target }) });
    });
  }
  return left;
}
