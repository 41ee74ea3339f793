import type { Action, CallContext, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { invalid, limit, requireGroup, requireStream, streamName } from './errors.ts';
import type { LogStore, LogStream } from './store.ts';

/** CreateLogStream, DeleteLogStream, DescribeLogStreams. */
export function streamActions(cloud: Cloud, store: LogStore): Record<string, Action> {
  return {
    CreateLogStream: (input) => {
      const group = requireGroup(store, input);
      if (!store.addStream(group.name, streamName(input.logStreamName)))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    },
    DeleteLogStream: (input) => store.deleteStream(requireStream(store, input)),
    DescribeLogStreams: (input, context) => listStreams(cloud, store, input, context),
  };
}

interface ListStreamsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: string;
  readonly descending?: boolean;
  readonly nextToken?: string;
  readonly limit?: number;
}

function listStreams(cloud: Cloud, store: LogStore, input: ListStreamsInput, context: CallContext): object {
  const group = requireGroup(store, input);
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && input.logStreamNamePrefix !== undefined)
    throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const most = limit(input.limit, 50, 50);
  const order = `${byTime ? 'coalesce(last_event, created)' : 'name'} ${input.descending ? 'DESC' : 'ASC'}, id`;
  const from = Number(input.nextToken ?? 0);
  const sql = `SELECT * FROM logs_streams WHERE group_name = ? AND substr(name, 1, ?) = ? ORDER BY ${order} LIMIT ? OFFSET ?`;
  const prefix = input.logStreamNamePrefix ?? '';
  const found = cloud.store.all<LogStream>(
    sql,
    group.name,
    prefix.length,
    prefix,
    most + 1,
    Number.isInteger(from) ? from : 0,
  );
  const logStreams = found.slice(0, most).map((stream) => describeStream(cloud, stream, context));
  return { logStreams, nextToken: found.length > most ? String(from + most) : undefined };
}

function describeStream(cloud: Cloud, stream: LogStream, context: CallContext): object {
  return {
    logStreamName: stream.name,
    creationTime: stream.created,
    firstEventTimestamp: stream.first_event ?? undefined,
    lastEventTimestamp: stream.last_event ?? undefined,
    lastIngestionTime: stream.last_ingestion ?? undefined,
    uploadSequenceToken: String(stream.id).padStart(56, '0'),
    arn: cloud.arn('logs', `log-group:${stream.group_name}:log-stream:${stream.name}`, context),
    storedBytes: 0,
  };
}
