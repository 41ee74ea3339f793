import { setTimeout as sleep } from 'node:timers/promises';
import { StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../clients.ts';
import { allowed, awsErrorName, NotFoundError } from '../errors.ts';
import { describeExecution } from '../executions/standard.ts';
import type { Workflow } from '../workflows.ts';
import { type Carried, carried, type Ended, endedOne } from './outcome.ts';

/** An event that is carried out anew, under the id that its executions are named after. */
export interface Startable {
  readonly id: string;
  readonly event: unknown;
}

/** Runs events through a workflow's machine, on its current definition, and waits for the outcome. */
export class Machine {
  readonly #clients: Clients;
  readonly #workflow: Workflow;
  readonly #waitMs: number;
  /** How long executions take of late: to ask much sooner costs calls, of which there may be 15 a second, for nothing. */
  #usualMs = 0;

  constructor(clients: Clients, workflow: Workflow, waitMs: number) {
    this.#clients = clients;
    this.#workflow = workflow;
    this.#waitMs = waitMs;
  }

  /** A Standard machine takes one event alone. */
  async carryOut(events: readonly Startable[]): Promise<Carried> {
    const [first] = events;
    if (!first) return { ended: [], tellsApart: true };
    const input = JSON.stringify(events.map(({ event }) => event));
    const { machineArn } = this.#workflow;
    if (this.#workflow.style === 'event')
      return { ended: [await this.#asynchronously(first.id, input)], tellsApart: false };
    const started = await guarded(this.#workflow, 'states:StartSyncExecution', () =>
      this.#clients.states.send(
        new StartSyncExecutionCommand({ stateMachineArn: machineArn, name: nameOf(first.id), input }),
      ),
    );
    return carried(started, events.length);
  }

  /**
   * The execution is named after the message, so that who repeats a redrive that was cut off finds the execution that it started
   * instead of a second one (Step Functions keeps names for 90 days). Only after one that failed the next name is taken.
   */
  async #asynchronously(id: string, input: string): Promise<Ended> {
    for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
      const name = attempt === 1 ? nameOf(id) : `${nameOf(id)}-${attempt}`;
      const known = await start(this.#clients, this.#workflow, name, input);
      const result = await this.#outcomeOf(name, known);
      if (!known || result.outcome !== 'failed') return result;
    }
    return {
      outcome: 'failed',
      reason: 'TooManyAttempts',
      error: `${MOST_NAMES} executions of this message have failed`,
    };
  }

  async #outcomeOf(name: string, known: boolean): Promise<Ended> {
    const executionArn = `${this.#workflow.machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const deadline = Date.now() + this.#waitMs;
    if (!known) await sleep(Math.min(this.#usualMs, this.#waitMs));
    for (let pause = 20; ; pause = Math.min(2_000, pause * 1.6)) {
      const described = await describeExecution(this.#clients, executionArn);
      if (described.status !== 'RUNNING') {
        this.#learn(described);
        return endedOne({ ...described, executionArn });
      }
      if (Date.now() > deadline) return { outcome: 'running', executionArn };
      await sleep(pause);
    }
  }

  #learn({
    startDate,
    stopDate,
  }: {
    readonly startDate?: Date | undefined;
    readonly stopDate?: Date | undefined;
  }): void {
    if (!startDate || !stopDate) return;
    const took = stopDate.getTime() - startDate.getTime();
    this.#usualMs += (Math.min(took, LONGEST_PATIENCE_MS) - this.#usualMs) / 8;
  }
}

/** One that waits out an outage says nothing about the others. */
const LONGEST_PATIENCE_MS = 5_000;

/** More names than this for one message would be somebody's loop. */
const MOST_NAMES = 50;

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
