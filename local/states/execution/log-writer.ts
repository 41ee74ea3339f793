import type { Cloud } from '../../cloud.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import type { Details, HistoryEvent } from './history.ts';

export interface Logging {
  readonly level?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly { cloudWatchLogsLogGroup?: { logGroupArn?: string } }[];
}

const ERRORS = /(?:Failed|TimedOut|Aborted|FailStateEntered)$/;
const FATAL = /^Execution(?:Failed|TimedOut|Aborted)$/;
const DATA = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);
const FLUSH_MS = 50;
const BATCH = 500;

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

/** Writes the events of a machine's executions into its log group, in batches. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
export class LogWriter {
  readonly #cloud: Cloud;
  readonly #group: string;
  readonly #level: 'ALL' | 'ERROR' | 'FATAL';
  readonly #data: boolean;
  readonly #stream: string;
  #lines: Line[] = [];
  #flushing: Promise<void> | undefined;
  #armed = false;

  constructor(cloud: Cloud, group: string, level: 'ALL' | 'ERROR' | 'FATAL', data: boolean, machine: string) {
    this.#cloud = cloud;
    this.#group = group;
    this.#level = level;
    this.#data = data;
    const day = new Date(cloud.clock.now()).toISOString().slice(0, 10);
    this.#stream = `states/${machine}/${day}/${cloud.clock.bytes(4).toString('hex')}`;
  }

  write(row: ExecutionRow, event: HistoryEvent, details: Details | undefined): void {
    if (!this.#wants(event.type)) return;
    const shown = this.#data
      ? details
      : details && Object.fromEntries(Object.entries(details).filter(([key]) => !DATA.has(key)));
    const timestamp = Math.round(event.timestamp * 1_000);
    this.#lines.push({
      timestamp,
      message: JSON.stringify({
        id: String(event.id),
        type: event.type,
        details: shown ?? {},
        previous_event_id: String(event.previousEventId),
        event_timestamp: String(timestamp),
        execution_arn: row.arn,
        redrive_count: String(row.redrives),
      }),
    });
    if (this.#lines.length >= BATCH) void this.flush();
    else this.#arm();
  }

  /** Sends all lines that are waiting. */
  async flush(): Promise<void> {
    await this.#flushing;
    while (this.#lines.length > 0) {
      this.#flushing = this.#send(this.#lines.splice(0, BATCH));
      await this.#flushing;
    }
  }

  #wants(type: string): boolean {
    if (this.#level === 'ALL') return true;
    return this.#level === 'ERROR' ? ERRORS.test(type) : FATAL.test(type);
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#cloud.clock.setTimer(FLUSH_MS, () => {
      this.#armed = false;
      void this.flush();
    });
  }

  /** Delivery to a log group is best effort, in AWS too: a group that has been deleted must not stop a machine. */
  async #send(logEvents: Line[]): Promise<void> {
    const stream = { logGroupName: this.#group, logStreamName: this.#stream };
    try {
      await this.#cloud.call('logs', 'PutLogEvents', { ...stream, logEvents });
    } catch (error) {
      if (!isCoded(error, 'ResourceNotFoundException')) return this.#lost(logEvents.length, error);
      await this.#createStream(stream)
        .then(() => this.#cloud.call('logs', 'PutLogEvents', { ...stream, logEvents }))
        .catch((again: unknown) => this.#lost(logEvents.length, again));
    }
  }

  /** Two flushes at once may both find no stream; it is there for both as soon as one has made it. */
  async #createStream(stream: { readonly logGroupName: string; readonly logStreamName: string }): Promise<void> {
    try {
      await this.#cloud.call('logs', 'CreateLogStream', stream);
    } catch (error) {
      if (!isCoded(error, 'ResourceAlreadyExistsException')) throw error;
    }
  }

  #lost(count: number, error: unknown): void {
    process.emitWarning(
      `${count} log events for ${this.#group} were lost: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

const isCoded = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** The writer for a logging configuration, or undefined if it asks for none. */
export function logWriter(cloud: Cloud, logging: Logging | undefined, machine: string): LogWriter | undefined {
  const level = logging?.level ?? 'OFF';
  const arn = logging?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if (level === 'OFF' || !arn || !cloud.observed) return undefined;
  return new LogWriter(cloud, groupName(arn), level, logging?.includeExecutionData ?? false, machine);
}

/** `arn:aws:logs:region:account:log-group:<name>:*` */
export const groupName = (arn: string): string => arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? arn;
