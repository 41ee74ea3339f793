import { uuid } from '../../clock.ts';
import type { Action, CallContext } from '../../cloud.ts';
import type { LambdaEngine } from '../engine.ts';
import { conflict, notFound } from '../errors.ts';

interface Statement {
  readonly Sid: string;
  readonly [field: string]: unknown;
}

interface Policy {
  readonly statements: readonly Statement[];
  readonly revision: string;
}

interface PermissionInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly FunctionUrlAuthType?: string;
  readonly PrincipalOrgID?: string;
}

/** Permissions are kept and shown; here every caller may invoke every function. */
export function policyActions(engine: LambdaEngine): Record<string, Action> {
  const read = (input: PermissionInput, context: CallContext) => {
    const { name, qualifier = '' } = engine.resolve(input.FunctionName, input.Qualifier, context);
    return { name, qualifier, policy: engine.functions.attachment<Policy>('policy', name, qualifier) };
  };
  const write = (name: string, qualifier: string, statements: readonly Statement[]) =>
    engine.functions.attach('policy', name, qualifier, { statements, revision: uuid(engine.cloud.clock) });
  return {
    AddPermission: (input: PermissionInput, context) => {
      const { name, qualifier, policy } = read(input, context);
      const before = policy?.statements ?? [];
      if (before.some(({ Sid }) => Sid === input.StatementId))
        throw conflict(
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      const statement = toStatement(input, engine.arn(name, context, qualifier || undefined));
      write(name, qualifier, [...before, statement]);
      return { Statement: JSON.stringify(statement) };
    },
    GetPolicy: (input, context) => {
      const { policy } = read(input, context);
      if (!policy) throw notFound('The resource you requested does not exist.');
      const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements });
      return { Policy, RevisionId: policy.revision };
    },
    RemovePermission: (input, context) => {
      const { name, qualifier, policy } = read(input, context);
      const kept = policy?.statements.filter(({ Sid }) => Sid !== input.StatementId) ?? [];
      if (!policy || kept.length === policy.statements.length)
        throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
      if (kept.length > 0) write(name, qualifier, kept);
      else engine.functions.detach('policy', name, qualifier);
    },
  };
}

function toStatement(input: PermissionInput, Resource: string): Statement {
  const condition = {
    ArnLike: input.SourceArn && { 'AWS:SourceArn': input.SourceArn },
    StringEquals: stringConditions(input),
  };
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principal(input.Principal),
    Action: input.Action,
    Resource,
    Condition: condition.ArnLike || condition.StringEquals ? condition : undefined,
  };
}

function stringConditions(input: PermissionInput): Record<string, string> | undefined {
  const given: [string, string | undefined][] = [
    ['AWS:SourceAccount', input.SourceAccount],
    ['lambda:FunctionUrlAuthType', input.FunctionUrlAuthType],
    ['aws:PrincipalOrgID', input.PrincipalOrgID],
  ];
  const present = given.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

function principal(given: string): unknown {
  if (given === '*') return '*';
  if (/\.amazonaws\.com$/.test(given)) return { Service: given };
  return { AWS: /^\d{12}$/.test(given) ? `arn:aws:iam::${given}:root` : given };
}
