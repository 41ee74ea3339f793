import { DescribeStateMachineCommand, DescribeStateMachineForExecutionCommand } from '@aws-sdk/client-sfn';
import type { Json } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed, awsErrorName, NotFoundError } from '../errors.ts';
import type { Workflow } from '../workflows.ts';
import { consoleLink } from './arn.ts';
import { expressEvents, expressSummary } from './express.ts';
import { graphOf } from './graph.ts';
import { parsed } from './keys.ts';
import { describeExecution, standardEvents, summary } from './standard.ts';
import { stepsOf } from './steps.ts';
import type { ExecutionDetail, ExecutionSummary, Graph, HistoryEvent, Step } from './types.ts';

const DAY_MS = 86_400_000;

export interface ShowOptions {
  /** When an Express execution started, if it is known: its log is then searched there. By default the last 24 hours. */
  readonly startedAt?: number;
  /** Or the earliest moment at which it may have started. */
  readonly from?: number;
  readonly now?: number;
}

/** Everything about one execution: its steps with inputs, outputs and errors, and the machine's graph with the way taken. */
export async function showExecution(
  clients: Clients,
  workflow: Workflow,
  arn: string,
  { startedAt, from, now = Date.now() }: ShowOptions = {},
): Promise<ExecutionDetail> {
  if (workflow.style === 'event') return showStandard(clients, workflow, arn);
  const events = await expressEvents(clients, workflow, arn, startedAt ?? from ?? now - DAY_MS, startedAt ?? now);
  const found = expressSummary(workflow, arn, events, now);
  if (!found)
    throw new NotFoundError(`the log ${workflow.logGroup} has no start of ${arn} in that time; --since may help`);
  const definition = () => machineDefinition(clients, workflow);
  return assemble(workflow, found, events, definition);
}

async function showStandard(clients: Clients, workflow: Workflow, arn: string): Promise<ExecutionDetail> {
  const described = await describeExecution(clients, arn).catch((error: unknown) => {
    if (awsErrorName(error) !== 'ExecutionDoesNotExist') throw error;
    throw new NotFoundError(`there is no execution ${arn}; Step Functions keeps one 90 days after its end`, {
      cause: error,
    });
  });
  const events = await standardEvents(clients, arn);
  const detail = await assemble(workflow, summary(workflow, described), events, () => usedDefinition(clients, arn));
  return { ...detail, redrivable: described.redriveStatus === 'REDRIVABLE' };
}

async function assemble(
  workflow: Workflow,
  found: ExecutionSummary,
  events: readonly HistoryEvent[],
  definition: () => Promise<string | undefined>,
): Promise<ExecutionDetail> {
  const steps = stepsOf(events);
  const started = events.find(({ type }) => type === 'ExecutionStarted')?.details.input;
  const succeeded = events.find(({ type }) => type === 'ExecutionSucceeded')?.details.output;
  return {
    ...found,
    ...data('input', started),
    ...data('output', succeeded),
    steps,
    events,
    graph: graph(await definition(), steps),
    link: consoleLink(found.arn, found.startedAt),
    dataLogged: started !== undefined || workflow.personal.length === 0,
  };
}

/** Without a definition (the machine is deleted) the states that were stayed in are all that is known. */
function graph(definition: string | undefined, steps: readonly Step[]): Graph {
  if (definition) return graphOf(definition, steps);
  const nodes = [...new Map(steps.map((step) => [step.name, step])).values()].map(({ name, type, status }) => ({
    name,
    type,
    end: false,
    visited: status,
    visits: steps.filter((step) => step.name === name).length,
  }));
  return { start: steps[0]?.name ?? '', nodes, edges: [] };
}

/** The definition that the machine has now; `undefined` if it is gone. */
export async function machineDefinition({ states }: Clients, { machineArn }: Workflow): Promise<string | undefined> {
  return unlessGone('states:DescribeStateMachine', () =>
    states.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn })),
  );
}

/** The definition that a Standard execution ran on. */
async function usedDefinition({ states }: Clients, executionArn: string): Promise<string | undefined> {
  return unlessGone('states:DescribeStateMachineForExecution', () =>
    states.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
  );
}

async function unlessGone(call: string, send: () => Promise<{ definition?: string | undefined }>) {
  try {
    return (await allowed(call, send)).definition;
  } catch (error) {
    if (/DoesNotExist/.test(awsErrorName(error))) return undefined;
    throw error;
  }
}

function data(name: 'input' | 'output', value: unknown): Partial<Record<typeof name, Json>> {
  if (typeof value !== 'string') return {};
  const read = parsed(value);
  return { [name]: read === undefined ? value : (read as Json) };
}
