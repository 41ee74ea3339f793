import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { errorText } from '../../functions/errors.ts';
import { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import { allowed, OperationError } from '../errors.ts';
import { take } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import { findExecutions } from './find.ts';
import { describeExecution } from './standard.ts';
import type { ExecutionQuery } from './types.ts';

export interface NativeRedrive {
  readonly arn: string;
  readonly outcome: 'redriven' | 'not redrivable' | 'failed' | 'would be redriven';
  readonly reason?: string;
}

/**
 * Lets failed executions go on where they failed, on the definition and with the input that they began with (RedriveExecution):
 * right after an outage, wrong after a mended bug. Standard machines alone, within 14 days. What a workflow parked is an execution that
 * succeeded: that is redriven as a dead letter.
 */
export async function redriveNatively(
  clients: Clients,
  workflow: Workflow,
  query: ExecutionQuery,
  dryRun: boolean,
): Promise<NativeRedrive[]> {
  if (workflow.style === 'batch')
    throw new OperationError(
      `${workflow.name} runs on an Express machine, which Step Functions cannot redrive: its pipe tries a failed batch again by itself`,
    );
  const statuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
  const found = [];
  for (const status of statuses)
    found.push(...(await take(findExecutions(clients, workflow, { ...query, status }), query.limit ?? 1_000)));
  const audit = dryRun ? undefined : await Audit.open(clients, workflow.auditLogGroup, 'redrive');
  const results: NativeRedrive[] = [];
  for (const { arn } of found) {
    const result = await one(clients, arn, dryRun);
    results.push(result);
    await audit?.write([
      {
        command: 'redrive',
        workflow: workflow.name,
        executionArn: arn,
        outcome: result.outcome,
        reason: 'same definition',
      },
    ]);
  }
  return results;
}

async function one(clients: Clients, arn: string, dryRun: boolean): Promise<NativeRedrive> {
  const { redriveStatus, redriveStatusReason, redriveCount = 0 } = await describeExecution(clients, arn);
  if (redriveStatus !== 'REDRIVABLE')
    return { arn, outcome: 'not redrivable', ...(redriveStatusReason && { reason: redriveStatusReason }) };
  if (dryRun) return { arn, outcome: 'would be redriven' };
  try {
    await allowed('states:RedriveExecution', () =>
      // Should the answer get lost, the same token makes the second call harmless.
      clients.states.send(new RedriveExecutionCommand({ executionArn: arn, clientToken: `penstock-${redriveCount}` })),
    );
    return { arn, outcome: 'redriven' };
  } catch (error) {
    return { arn, outcome: 'failed', reason: errorText(error) };
  }
}
