import { validation } from '../errors.ts';
import type { Buses } from './buses.ts';
import { notFound } from './errors.ts';

interface Statement {
  Sid?: string;
  [field: string]: unknown;
}

interface PermissionInput {
  readonly EventBusName?: string;
  readonly Policy?: string;
  readonly StatementId?: string;
  readonly Principal?: string;
  readonly Action?: string;
  readonly Condition?: { Type: string; Key: string; Value: string };
  readonly RemoveAllPermissions?: boolean;
}

/** PutPermission: policies of buses are kept and shown; nothing is enforced locally. */
export function putPermission(buses: Buses, input: PermissionInput) {
  const bus = buses.get(input.EventBusName);
  if (bus.eventSourceName) throw validation('A partner event bus does not support a resource policy.');
  if (input.Policy !== undefined) bus.policy = parsedPolicy(input.Policy);
  else {
    if (!input.StatementId) throw validation('Parameter StatementId is required.');
    const kept = statementsOf(bus.policy).filter(({ Sid }) => Sid !== input.StatementId);
    bus.policy = JSON.stringify({ Version: '2012-10-17', Statement: [...kept, statement(input, bus.arn)] });
  }
  buses.save(bus);
  return {};
}

export function removePermission(buses: Buses, input: PermissionInput) {
  const bus = buses.get(input.EventBusName);
  const statements = statementsOf(bus.policy);
  const kept = input.RemoveAllPermissions ? [] : statements.filter(({ Sid }) => Sid !== input.StatementId);
  if (!input.RemoveAllPermissions && kept.length === statements.length) {
    throw notFound('Statement with the provided id does not exist.');
  }
  if (kept.length > 0) bus.policy = JSON.stringify({ Version: '2012-10-17', Statement: kept });
  else delete bus.policy;
  buses.save(bus);
  return {};
}

function statement(input: PermissionInput, arn: string): Statement {
  const { Principal: principal, Condition: condition } = input;
  return {
    Sid: String(input.StatementId),
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: input.Action,
    Resource: arn,
    ...(condition && { Condition: { [condition.Type]: { [condition.Key]: condition.Value } } }),
  };
}

function parsedPolicy(text: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(validation('Parameter Policy is not valid. Reason: invalid JSON.'), { cause });
  }
  if (typeof policy !== 'object' || policy === null)
    throw validation('Parameter Policy is not valid. Reason: not an object.');
  return JSON.stringify(policy);
}

function statementsOf(policy: string | undefined): Statement[] {
  if (policy === undefined) return [];
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return Array.isArray(Statement) ? Statement : Statement ? [Statement] : [];
}
