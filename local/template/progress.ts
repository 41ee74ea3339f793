import { type Clock, uuid } from '../clock.ts';
import { constructPath } from './check.ts';
import type { ResourceRecord, StackEvent, StackRecord } from './stack-store.ts';

/** What happens while a stack is made, changed or deleted. */
export interface Progress {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly constructPath?: string;
}

export type OnProgress = (progress: Progress) => void;

/** A stack could not be brought to its goal; the message says which resource failed, and why. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** What is told to whoever watches a deployment; without a record it is the stack itself. */
export function progressOf(
  stack: StackRecord,
  record: ResourceRecord | undefined,
  status: string,
  reason: string | undefined,
): Progress {
  const logicalId = record?.logicalId ?? stack.name;
  const type = record?.type ?? 'AWS::CloudFormation::Stack';
  const path = record && constructPath(logicalId, { Type: type }, stack.goal.constructPaths);
  return {
    stack: stack.name,
    logicalId,
    type,
    status,
    ...(reason ? { reason } : {}),
    ...(path ? { constructPath: path } : {}),
  };
}

/** The same as DescribeStackEvents lists it. */
export const stackEvent = (
  clock: Clock,
  stack: StackRecord,
  record: ResourceRecord | undefined,
  { logicalId, type, status, reason }: Progress,
): StackEvent => ({
  EventId: uuid(clock),
  StackId: stack.id,
  StackName: stack.name,
  LogicalResourceId: logicalId,
  PhysicalResourceId: record ? (record.physicalId ?? '') : stack.id,
  ResourceType: type,
  Timestamp: clock.now() / 1000,
  ResourceStatus: status,
  ...(reason ? { ResourceStatusReason: reason } : {}),
});

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
