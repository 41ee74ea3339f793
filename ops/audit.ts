import { randomUUID } from 'node:crypto';
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { chunksOf } from './chunks.ts';
import type { Clients } from './clients.ts';
import { allowed, awsErrorName, OperationError } from './errors.ts';

/** What was done with one thing. No payload: a record that is kept for years must not hold what somebody may want erased. */
export interface AuditEntry {
  readonly command: 'redrive' | 'discard' | 'forget' | 'replay';
  readonly workflow: string;
  readonly letter?: string;
  readonly kind?: string;
  readonly key?: string;
  readonly version?: number;
  readonly outcome: string;
  readonly reason?: string;
  readonly executionArn?: string;
}

/**
 * One call takes 10,000 events and 1,048,576 bytes, each event counted with 26 bytes more.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const [MOST_EVENTS, MOST_BYTES] = [10_000, 1_048_576];
const sizeOf = ({ message }: { readonly message: string }) => Buffer.byteLength(message) + 26;

/** The operators' log: who did what, and when. An entry is written before its effect is final (before a message is deleted). */
export class Audit {
  readonly #clients: Clients;
  readonly #group: string;
  readonly #stream: string;
  /** The caller's ARN, as STS tells it: nobody can sign as somebody else. */
  readonly who: string;

  private constructor(clients: Clients, group: string, stream: string, who: string) {
    this.#clients = clients;
    this.#group = group;
    this.#stream = stream;
    this.who = who;
  }

  /** @throws OperationError if there is no such log: what leaves no record must not be done */
  static async open(clients: Clients, group: string, command: string): Promise<Audit> {
    const { Arn = 'unknown' } = await allowed('sts:GetCallerIdentity', () =>
      clients.identity.send(new GetCallerIdentityCommand({})),
    );
    const stream = `${new Date().toISOString().slice(0, 10)}/${command}/${randomUUID()}`;
    try {
      await allowed('logs:CreateLogStream', () =>
        clients.logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream })),
      );
    } catch (error) {
      if (awsErrorName(error) !== 'ResourceNotFoundException') throw error;
      throw new OperationError(`there is no audit log ${group}: deploy the stack, which makes it`, { cause: error });
    }
    return new Audit(clients, group, stream, Arn);
  }

  async write(entries: readonly AuditEntry[]): Promise<void> {
    if (!entries.length) return;
    const timestamp = Date.now();
    const at = new Date(timestamp).toISOString();
    const events = entries.map((entry) => ({ timestamp, message: JSON.stringify({ at, who: this.who, ...entry }) }));
    for (const logEvents of chunksOf(events, MOST_EVENTS, MOST_BYTES, sizeOf))
      await allowed('logs:PutLogEvents', () =>
        this.#clients.logs.send(
          new PutLogEventsCommand({ logGroupName: this.#group, logStreamName: this.#stream, logEvents }),
        ),
      );
  }
}
