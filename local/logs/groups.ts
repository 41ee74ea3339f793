import type { Action, CallContext, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { groupName, invalid, limit, requireGroup } from './errors.ts';
import type { LogGroup, LogStore } from './store.ts';

const RETENTION_DAYS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** CreateLogGroup and its kin: groups, their retention and tags. */
export function groupActions(cloud: Cloud, store: LogStore): Record<string, Action> {
  const describe = (group: LogGroup, context: CallContext) => describeGroup(cloud, store, group, context);
  return {
    CreateLogGroup: (input) => {
      if (!store.addGroup(groupName(input), input.tags))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    },
    DeleteLogGroup: (input) => store.deleteGroup(requireGroup(store, input).name),
    DescribeLogGroups: (input, context) => listGroups(cloud, input, (group) => describe(group, context)),
    PutRetentionPolicy: (input) => {
      if (!RETENTION_DAYS.has(input.retentionInDays))
        throw invalid(`Invalid retentionInDays: ${String(input.retentionInDays)}`);
      setRetention(cloud, requireGroup(store, input), input.retentionInDays);
    },
    DeleteRetentionPolicy: (input) => setRetention(cloud, requireGroup(store, input), null),
  };
}

function setRetention(cloud: Cloud, group: LogGroup, days: number | null): void {
  cloud.store.run('UPDATE logs_groups SET retention_days = ? WHERE name = ?', days, group.name);
}

interface ListGroupsInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupIdentifiers?: string[];
  readonly nextToken?: string;
  readonly limit?: number;
}

function listGroups(cloud: Cloud, input: ListGroupsInput, describe: (group: LogGroup) => object): object {
  const most = limit(input.limit, 50, 50);
  const pattern = input.logGroupNamePattern?.toLowerCase();
  const names = input.logGroupIdentifiers?.map((each) => groupName({ logGroupIdentifier: each }));
  const found = cloud.store
    .all<LogGroup>('SELECT * FROM logs_groups WHERE name > ? ORDER BY name', input.nextToken ?? '')
    .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? ''))
    .filter(({ name }) => pattern === undefined || name.toLowerCase().includes(pattern))
    .filter(({ name }) => names === undefined || names.includes(name));
  const page = found.slice(0, most);
  return { logGroups: page.map(describe), nextToken: found.length > most ? page.at(-1)?.name : undefined };
}

function describeGroup(cloud: Cloud, store: LogStore, group: LogGroup, context: CallContext): object {
  const logGroupArn = cloud.arn('logs', `log-group:${group.name}`, context);
  return {
    logGroupName: group.name,
    creationTime: group.created,
    retentionInDays: group.retention_days ?? undefined,
    metricFilterCount: 0,
    arn: `${logGroupArn}:*`,
    storedBytes: store.storedBytes(group.name),
    logGroupClass: 'STANDARD',
    logGroupArn,
  };
}
