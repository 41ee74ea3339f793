import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { resourceOf } from '../model.ts';
import { dynamic } from '../path.ts';
import type { Target } from './target.ts';

/** The name of the log group in an ARN, which may end in `:*`. */
export const logGroupOf = (arn: string): string =>
  resourceOf(arn)
    .replace(/^log-group:/, '')
    .replace(/:\*$/, '');

/** Makes the log stream, unless it is there. */
export async function ensureLogStream(cloud: Cloud, logGroupName: string, logStreamName: string): Promise<void> {
  try {
    await cloud.call('logs', 'CreateLogStream', { logGroupName, logStreamName });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
}

/** A log group: one log event for each record, in the log stream that the parameters name, or in one named for the pipe. */
export const logsTarget: Target = async ({ cloud, pipe, payloads }) => {
  const logGroupName = logGroupOf(pipe.Target);
  const parameters = pipe.TargetParameters?.CloudWatchLogsParameters;
  const streams = new Map<string, { timestamp: number; message: string }[]>();
  for (const { event, text } of payloads) {
    const stream = (parameters?.LogStreamName && dynamic(parameters.LogStreamName, event)) || pipe.Name;
    const timestamp = parameters?.Timestamp ? Number(dynamic(parameters.Timestamp, event)) : cloud.clock.now();
    const entries = streams.get(stream) ?? [];
    streams.set(stream, entries);
    entries.push({ timestamp: Number.isFinite(timestamp) ? timestamp : cloud.clock.now(), message: text });
  }
  for (const [logStreamName, logEvents] of streams) {
    await ensureLogStream(cloud, logGroupName, logStreamName);
    await cloud.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
  }
  return {};
};
