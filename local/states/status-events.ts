import type { Cloud } from '../cloud.ts';
import { redriveStatusOf } from './redrive-status.ts';
import type { Ending, ExecutionRow } from './stores/execution-row.ts';

const MOST_CHARACTERS = 248 * 1_024;

/** Tells the default bus when a Standard execution changes its status. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export class StatusEvents {
  readonly #cloud: Cloud;
  /** What waits, by the account and region that it belongs to. */
  readonly #waiting = new Map<string, object[]>();
  #armed = false;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  started(row: ExecutionRow): void {
    this.#put(row, { status: 'RUNNING', output: null, error: null, cause: null, stop: null });
  }

  ended(row: ExecutionRow, ending: Ending): void {
    this.#put(row, ending);
  }

  #put(row: ExecutionRow, state: Omit<Ending, 'stop'> & { stop: number | null }): void {
    if (row.type !== 'STANDARD' || !this.#cloud.service('events')) return;
    const [, , , region = '', account = ''] = row.arn.split(':');
    const owner = `${account}:${region}`;
    const entries = this.#waiting.get(owner) ?? [];
    this.#waiting.set(owner, entries);
    entries.push({
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Resources: [row.arn],
      Detail: JSON.stringify(detailOf(row, state)),
    });
    if (this.#armed) return;
    this.#armed = true;
    queueMicrotask(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#armed = false;
    const batches = [...this.#waiting];
    this.#waiting.clear();
    for (const [owner, entries] of batches) {
      const [account = '', region = ''] = owner.split(':');
      for (let at = 0; at < entries.length; at += 10) await this.#send(entries.slice(at, at + 10), { account, region });
    }
  }

  /** Best effort, as in AWS: a bus that refuses must not stop a machine. The refusal is told on the process's warnings. */
  async #send(Entries: object[], owner: { account: string; region: string }): Promise<void> {
    try {
      await this.#cloud.call('events', 'PutEvents', { Entries }, owner);
    } catch (error) {
      process.emitWarning(
        `status changes were not delivered: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function detailOf(
  row: ExecutionRow,
  { status, output, error, cause, stop }: Omit<Ending, 'stop'> & { stop: number | null },
): object {
  const fits = row.input.length + (output?.length ?? 0) <= MOST_CHARACTERS;
  const redrive = redriveStatusOf({ ...row, status, stop }, stop ?? row.start);
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine_arn,
    name: row.name,
    status,
    startDate: row.start,
    stopDate: stop,
    input: fits ? row.input : null,
    output: fits ? output : null,
    stateMachineVersionArn: row.version,
    stateMachineAliasArn: row.alias,
    redriveCount: row.redrives,
    redriveDate: row.redriven,
    redriveStatus: redrive.status,
    redriveStatusReason: redrive.reason ?? null,
    inputDetails: { included: fits },
    outputDetails: output === null ? null : { included: fits },
    error,
    cause,
  };
}
