import { uuid } from '../../clock.ts';
import type { Action } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { resourcePolicy as members, putResourcePolicy as putMembers } from '../requests/table-shapes.ts';
import type { TableRecord } from '../tables/table.ts';

interface PolicyRequest {
  ResourceArn: string;
  ExpectedRevisionId?: string;
}

/** A table, or one of its streams, which has a policy of its own. */
const ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)(\/stream\/[^/]+)?$/;
const INDEX_ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/index\/[^/]+$/;
const MAX_BYTES = 20_480;

function recordOf({ registry }: Engine, arn: string): TableRecord {
  if (!arn.startsWith('arn:'))
    throw validation(`One or more parameter values were invalid: ARNs must start with 'arn:': ${arn}`);
  if (INDEX_ARN.test(arn))
    throw validation(
      `One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    );
  const name = ARN.exec(arn)?.[1];
  if (name === undefined)
    throw validation(`One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: ${arn}`);
  return registry.existing(name).record;
}

const notFound = (what: string) =>
  new AwsError('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${what}`);

/** A writer may say which revision it means to replace, or that there is none (`NO_POLICY`). */
function checkRevision(
  { policies, description }: TableRecord,
  { ResourceArn, ExpectedRevisionId: expected }: PolicyRequest,
) {
  const now = policies?.[ResourceArn]?.revision;
  const table = description.TableName;
  if (expected === undefined || expected === (now ?? 'NO_POLICY')) return;
  if (expected === 'NO_POLICY')
    throw notFound(
      `Requested policy update expecting none to be present for table ${table}, but a policy exists with revision id ${now}.`,
    );
  throw notFound(
    now === undefined
      ? `Requested update for policy with revision id ${expected}, but no policy is associated to target table ${table}.`
      : `Requested update for policy with revision id ${expected}, but the policy associated to target table ${table} has revision id ${now}.`,
  );
}

/**
 * The policy is kept and answered; nobody is refused because of it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
 */
export const putResourcePolicy = (engine: Engine): Action =>
  action<PolicyRequest & { Policy: string }>(putMembers, (request) => {
    const { ResourceArn: arn, Policy: policy } = request;
    const record = recordOf(engine, arn);
    checkPolicy(policy);
    checkRevision(record, request);
    const before = record.policies?.[arn];
    const revision = before?.policy === policy ? before.revision : newRevision(engine);
    record.policies = { ...record.policies, [arn]: { policy, revision } };
    engine.registry.save(record);
    return { RevisionId: revision };
  });

/** AWS's revisions are numbers of 13 digits. */
export const newRevision = ({ cloud }: Engine): string =>
  String(Number.parseInt(uuid(cloud.clock).slice(-12), 16))
    .padStart(13, '1')
    .slice(0, 13);

export function checkPolicy(policy: string): void {
  const invalid = (why: string) =>
    validation(`One or more parameter values were invalid: Invalid policy document: ${why}`);
  if (Buffer.byteLength(policy) > MAX_BYTES)
    throw validation('One or more parameter values were invalid: Maximum policy size of 20480 bytes exceeded');
  const document = parsed(policy);
  if (document === null) throw invalid('This text appears not to be a policy');
  if (!document) throw invalid('This policy contains invalid Json');
  if (!Object.keys(document).length) throw invalid('Syntax error at position (1,3)');
  const statements = [document.Statement ?? []].flat();
  if (!statements.length) throw invalid('Could not parse the policy: Statement is empty!');
  for (const statement of statements)
    for (const [field, other] of REQUIRED)
      if (!statement[field] && !statement[other]) throw invalid(`Missing required field ${field}`);
}

/** What each statement says, or says the other way round. */
const REQUIRED = [
  ['Effect', 'Effect'],
  ['Principal', 'NotPrincipal'],
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
] as const;

type Statement = Readonly<Record<string, unknown>>;

function parsed(policy: string): { Statement?: Statement | Statement[] } | null | undefined {
  try {
    const document: unknown = JSON.parse(policy);
    return typeof document === 'object' && !Array.isArray(document) ? document : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export const getResourcePolicy = (engine: Engine): Action =>
  action<PolicyRequest>(members, ({ ResourceArn: arn }) => {
    const found = recordOf(engine, arn).policies?.[arn];
    if (!found) throw notFound(arn);
    return { Policy: found.policy, RevisionId: found.revision };
  });

/** Deleting what is not there does nothing. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = (engine: Engine): Action =>
  action<PolicyRequest>(members, (request) => {
    const { ResourceArn: arn } = request;
    const record = recordOf(engine, arn);
    checkRevision(record, request);
    const found = record.policies?.[arn];
    if (!found) return {};
    const { [arn]: _gone, ...others } = record.policies ?? {};
    record.policies = others;
    engine.registry.save(record);
    return { RevisionId: found.revision };
  });
