import type { Clients } from '../../ops/clients.ts';
import { NotFoundError } from '../../ops/errors.ts';
import { ownerOf } from '../../ops/executions/arn.ts';
import { findExecutions } from '../../ops/executions/find.ts';
import { showExecution } from '../../ops/executions/show.ts';
import type { ExecutionDetail, ExecutionQuery, ExecutionSummary, Step } from '../../ops/executions/types.ts';
import { take } from '../../ops/parallel.ts';
import { masked } from '../../ops/personal.ts';
import { chooseWorkflows, listWorkflows, type Workflow } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { clock, cut, note, print, span, table } from './print.ts';

export interface FindOptions extends OperateOptions, ExecutionQuery {
  readonly workflow?: string;
}

/** Lists executions of one workflow or of all, the newest first. */
export async function listExecutions(clients: Clients, options: FindOptions): Promise<void> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const limit = options.limit ?? 50;
  const lists = await Promise.all(workflows.map((workflow) => take(findExecutions(clients, workflow, options), limit)));
  const executions = lists
    .flat()
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, limit);
  print(options.json, { executions }, () => executionTable(executions));
  if (options.key !== undefined && !executions.length && !options.inputs) note(NONE_BY_KEY);
}

const NONE_BY_KEY = 'none names this key; --inputs looks for it in the events of Standard executions too (slow on AWS)';

function executionTable(executions: readonly ExecutionSummary[]): string {
  if (!executions.length) return 'no executions in that time (--since looks further back)';
  return table(
    ['started (UTC)', 'took', 'status', 'workflow', 'keys', 'error', 'execution'],
    executions.map(({ startedAt, endedAt, status, parked, workflow, keys, error, arn }) => [
      clock(startedAt),
      endedAt === undefined ? null : span(endedAt - startedAt),
      parked ? `${status}, ${parked} parked` : status,
      workflow,
      keys.length > 2 ? `${keys[0]} +${keys.length - 1}` : keys.join(' ') || null,
      error ?? null,
      arn,
    ]),
  );
}

export interface ShowOptions extends OperateOptions {
  readonly since?: number;
  readonly personal: boolean;
}

/** Prints one execution: its steps, inputs, outputs and errors. */
export async function showOne(clients: Clients, arn: string, options: ShowOptions): Promise<void> {
  const owner = ownerOf(arn, await listWorkflows(clients, options.stack));
  if (!owner) throw new NotFoundError(`no workflow of the stack ${options.stack} has run ${arn}`);
  const found = await findShown(clients, owner, arn, options.since);
  const detail = options.personal ? found : withoutPersonal(found, owner.personal);
  print(options.json, detail, () => detailText(detail));
}

/** The log of an Express machine is searched from `since` on; without it, the last day. */
function findShown(clients: Clients, owner: Workflow, arn: string, since?: number): Promise<ExecutionDetail> {
  const now = Date.now();
  return showExecution(clients, owner, arn, since === undefined ? { now } : { from: since, now });
}

function withoutPersonal(detail: ExecutionDetail, personal: readonly string[]): ExecutionDetail {
  if (!personal.length) return detail;
  const { input, output, steps, events, cause } = detail;
  return {
    ...detail,
    ...(input !== undefined && { input: masked(input, personal) }),
    ...(output !== undefined && { output: masked(output, personal) }),
    ...(cause !== undefined && { cause: String(masked(cause, personal)) }),
    steps: steps.map((step) => masked(step, personal) as unknown as Step),
    events: events.map((event) => ({ ...event, details: masked(event.details, personal) as Record<string, unknown> })),
  };
}

function detailText(detail: ExecutionDetail): string {
  const { arn, workflow, status, startedAt, endedAt, error, cause, input, output, link } = detail;
  const took = endedAt === undefined ? 'still running' : span(endedAt - startedAt);
  return [
    `${workflow}  ${status}  ${new Date(startedAt).toISOString()}  ${took}`,
    arn,
    link,
    ...(error ? [`error: ${error}`, ...(cause ? [`  ${cut(cause, 300)}`] : [])] : []),
    '',
    stepTable(detail.steps, startedAt),
    '',
    ...(detail.dataLogged ? [] : ['inputs and outputs are not logged: the workflow has personal data']),
    ...(input === undefined ? [] : ['input:', JSON.stringify(input, null, 2)]),
    ...(output === undefined ? [] : ['output:', JSON.stringify(output, null, 2)]),
  ].join('\n');
}

function stepTable(steps: readonly Step[], startedAt: number): string {
  return table(
    ['step', 'after', 'took', 'status', 'attempts', 'error'],
    steps.map((step) => [
      `${'  '.repeat(step.depth)}${step.name}${step.iteration === undefined ? '' : ` [${step.iteration}]`}`,
      span(step.enteredAt - startedAt),
      step.exitedAt === undefined ? null : span(step.exitedAt - step.enteredAt),
      step.status,
      step.attempts.length,
      step.error ? cut(`${step.error}: ${step.cause ?? ''}`, 80) : null,
    ]),
  );
}
