import { setTimeout as sleep } from 'node:timers/promises';
import { StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed, awsErrorName, NotFoundError } from '../errors.ts';
import { parsed } from '../executions/keys.ts';
import { describeExecution } from '../executions/standard.ts';
import type { Workflow } from '../workflows.ts';

/** What became of an event that was carried out anew. `running`: not known yet; `failed`: it can be tried again. */
export interface Ended {
  readonly outcome: 'applied' | 'superseded' | 'parked' | 'running' | 'failed';
  readonly reason?: string;
  readonly error?: string;
  readonly executionArn?: string;
}

/** Runs one event through the workflow's machine, on its current definition, and waits for the outcome. */
export function carryOut(
  clients: Clients,
  workflow: Workflow,
  id: string,
  event: unknown,
  waitMs: number,
): Promise<Ended> {
  const input = JSON.stringify([event]);
  return workflow.style === 'batch'
    ? synchronously(clients, workflow, id, input)
    : asynchronously(clients, workflow, id, input, waitMs);
}

async function synchronously(clients: Clients, workflow: Workflow, id: string, input: string): Promise<Ended> {
  const { machineArn } = workflow;
  const started = await guarded(workflow, 'states:StartSyncExecution', () =>
    clients.states.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn, name: nameOf(id), input })),
  );
  return ended(started);
}

/** More names than this for one message would be somebody's loop. */
const MOST_NAMES = 50;

/**
 * The execution is named after the message, so that who repeats a redrive that was cut off finds the execution that it started
 * instead of a second one (Step Functions keeps names for 90 days). Only after one that failed the next name is taken.
 */
async function asynchronously(
  clients: Clients,
  workflow: Workflow,
  id: string,
  input: string,
  waitMs: number,
): Promise<Ended> {
  for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
    const name = attempt === 1 ? nameOf(id) : `${nameOf(id)}-${attempt}`;
    const known = await start(clients, workflow, name, input);
    const result = await outcomeOf(clients, workflow, name, waitMs);
    if (!known || result.outcome !== 'failed') return result;
  }
  return {
    outcome: 'failed',
    reason: 'TooManyAttempts',
    error: `${MOST_NAMES} executions of this message have failed`,
  };
}

/** True if there was one of that name already. With the same input, a running one is simply returned. */
async function start(clients: Clients, workflow: Workflow, name: string, input: string): Promise<boolean> {
  try {
    await guarded(workflow, 'states:StartExecution', () =>
      clients.states.send(new StartExecutionCommand({ stateMachineArn: workflow.machineArn, name, input })),
    );
    return false;
  } catch (error) {
    if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
    return true;
  }
}

async function outcomeOf(clients: Clients, { machineArn }: Workflow, name: string, waitMs: number): Promise<Ended> {
  const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const deadline = Date.now() + waitMs;
  for (let pause = 20; ; pause = Math.min(2_000, pause * 1.6)) {
    const described = await describeExecution(clients, executionArn);
    if (described.status !== 'RUNNING') return ended({ ...described, executionArn });
    if (Date.now() > deadline) return { outcome: 'running', executionArn };
    await sleep(pause);
  }
}

interface Execution {
  readonly status?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly executionArn?: string | undefined;
}

/** The machine's output counts what became of its one event. */
function ended({ status, output, error, cause, executionArn }: Execution): Ended {
  const arn = executionArn === undefined ? {} : { executionArn };
  if (status !== 'SUCCEEDED')
    return { outcome: 'failed', reason: error ?? status ?? 'Failed', ...(cause && { error: cause }), ...arn };
  const result = parsed(output);
  const { applied, parked, reasons } = isObject(result) ? result : {};
  if (Number(parked) > 0) {
    const [reason] = Array.isArray(reasons) ? reasons : [];
    return { outcome: 'parked', ...(typeof reason === 'string' && { reason }), ...arn };
  }
  return { outcome: Number(applied) > 0 ? 'applied' : 'superseded', ...arn };
}

async function guarded<T>({ name, machineArn }: Workflow, call: string, send: () => Promise<T>): Promise<T> {
  try {
    return await allowed(call, send);
  } catch (error) {
    if (!/StateMachineDoesNotExist|StateMachineDeleting/.test(awsErrorName(error))) throw error;
    throw new NotFoundError(`the state machine of ${name} is gone (${machineArn}): deploy the workflow again`, {
      cause: error,
    });
  }
}

/** Letters, digits, `-` and `_`; 80 at the most, with room for a number. */
const nameOf = (id: string) => `redrive-${id.replace(/[^\w-]/g, '-')}`.slice(0, 70);
