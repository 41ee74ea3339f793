import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** A log group that forgets: 30 days, as long as a dead letter can be redriven and twice over. */
export function logGroup(scope: Construct, id: string, logGroupName: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Who redrove, discarded or erased what, written by the operators' commands: kept for ten years, and when the stack goes. */
export function auditLog(stack: Stack): LogGroup {
  return new LogGroup(stack, 'Audit', {
    logGroupName: `/penstock/${stack.stackName}/audit`,
    retention: RetentionDays.TEN_YEARS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
