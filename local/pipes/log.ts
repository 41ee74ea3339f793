import type { Cloud } from '../cloud.ts';
import { type LogLevel, type Pipe, serviceOf } from './model.ts';
import type { DeliveryError } from './outcome.ts';
import { ensureLogStream, logGroupOf } from './targets/logs.ts';

const RANK: Readonly<Record<LogLevel, number>> = { OFF: 0, ERROR: 1, INFO: 2, TRACE: 3 };

/** `payload` and the like are cut at 256 KB. */
const LONGEST_DATA = 256 * 1024;

/** What a pipe logs, if its `LogConfiguration` asks for it: JSON lines in a log group. */
export class PipeLog {
  readonly #cloud: Cloud;
  readonly #pipe: Pipe;
  readonly #rank: number;
  readonly #group: string | undefined;
  #ready: Promise<void> | undefined;

  constructor(cloud: Cloud, pipe: Pipe) {
    this.#cloud = cloud;
    this.#pipe = pipe;
    const destination = pipe.LogConfiguration?.CloudwatchLogsLogDestination?.LogGroupArn;
    this.#group = destination && logGroupOf(destination);
    this.#rank = this.#group && cloud.observed ? RANK[pipe.LogConfiguration?.Level ?? 'OFF'] : 0;
  }

  /** Writes a line if the level is on. Logging never fails a delivery: as on AWS, it is done on a best-effort basis. */
  write(
    executionId: string,
    level: 'ERROR' | 'INFO' | 'TRACE',
    messageType: string,
    more: { error?: DeliveryError; payload?: () => string },
  ): void {
    if (this.#rank < RANK[level] || !this.#group) return;
    const timestamp = this.#cloud.clock.now();
    const withData = this.#pipe.LogConfiguration?.IncludeExecutionData?.includes('ALL');
    const line = {
      resourceArn: this.#pipe.Arn,
      timestamp: String(timestamp),
      executionId,
      messageType,
      logLevel: level,
      ...(more.error && { error: this.#describe(more.error) }),
      ...(withData && more.payload && { payload: more.payload().slice(0, LONGEST_DATA) }),
    };
    void this.#put(this.#group, timestamp, JSON.stringify(line)).catch(() => undefined);
  }

  #describe(error: DeliveryError): object {
    const resourceArn = error.stage === 'target' ? this.#pipe.Target : (this.#pipe.Enrichment ?? '');
    const service = serviceOf(resourceArn);
    return {
      message: error.message,
      httpStatusCode: error.status,
      awsService: service === 'states' ? 'sfn' : service,
      exceptionType: error.code,
      resourceArn,
    };
  }

  async #put(logGroupName: string, timestamp: number, message: string): Promise<void> {
    const logStreamName = this.#pipe.Name;
    this.#ready ??= ensureLogStream(this.#cloud, logGroupName, logStreamName);
    await this.#ready;
    await this.#cloud.call('logs', 'PutLogEvents', {
      logGroupName,
      logStreamName,
      logEvents: [{ timestamp, message }],
    });
  }
}
