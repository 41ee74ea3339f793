import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { allowed, awsErrorName } from './errors.ts';

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

export interface LogSearch {
  readonly group: string;
  /** A filter pattern; by default everything. */
  readonly pattern?: string;
  /** Milliseconds since the epoch, both ends included. */
  readonly from: number;
  readonly to: number;
}

/**
 * All lines that match, oldest first. FilterLogEvents may answer with an empty page and a token: only a page without a token is the
 * last. A group that is not there yet has no lines.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function* logLines(client: CloudWatchLogsClient, search: LogSearch): AsyncGenerator<LogLine> {
  let nextToken: string | undefined;
  do {
    const page = await onePage(client, search, nextToken);
    for (const { timestamp = 0, message = '' } of page.events ?? []) yield { at: timestamp, message };
    nextToken = page.nextToken;
  } while (nextToken);
}

async function onePage(
  client: CloudWatchLogsClient,
  { group, pattern, from, to }: LogSearch,
  nextToken?: string,
): Promise<FilterLogEventsResponse> {
  const command = new FilterLogEventsCommand({
    logGroupName: group,
    startTime: Math.max(0, from),
    endTime: to,
    ...(pattern && { filterPattern: pattern }),
    ...(nextToken && { nextToken }),
  });
  try {
    return await allowed('logs:FilterLogEvents', () => client.send(command));
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return { events: [] };
    throw error;
  }
}

/** A term of a filter pattern that matches `text` literally. */
export function term(text: string): string {
  return `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
}

/** The text as it stands within a JSON text that is itself a string of a JSON text (an execution's input in its log). */
export function twiceQuoted(text: string): string {
  const inner = (value: string) => JSON.stringify(value).slice(1, -1);
  return inner(inner(text));
}

/**
 * Spans of time from `to` back to `from`, each four times as long as the one after it: who wants the newest few reads little, and
 * who wants everything reads everything once.
 */
export function* backwards(from: number, to: number, firstMs = 10_000): Generator<{ from: number; to: number }> {
  let [end, length] = [to, firstMs];
  while (end >= from) {
    const start = Math.max(from, end - length);
    yield { from: start, to: end };
    end = start - 1;
    length *= 4;
  }
}
