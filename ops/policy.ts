import { PERMISSIONS } from './permissions.ts';

/** On what: everything of one stack, by its names. `EVERYTHING` where AWS knows no resource. */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  cloudformation: ['arn:aws:cloudformation:*:*:stack/Penstock/*'],
  states: [
    'arn:aws:states:*:*:stateMachine:Penstock-*',
    'arn:aws:states:*:*:execution:Penstock-*',
    'arn:aws:states:*:*:express:Penstock-*',
  ],
  logs: [
    'arn:aws:logs:*:*:log-group:/aws/vendedlogs/states/Penstock-*',
    'arn:aws:logs:*:*:log-group:/penstock/Penstock/audit:*',
  ],
  sqs: ['arn:aws:sqs:*:*:Penstock-*'],
  dynamodb: ['arn:aws:dynamodb:*:*:table/Penstock-*'],
  lambda: ['arn:aws:lambda:*:*:function:Penstock-*-write'],
  pipes: ['arn:aws:pipes:*:*:pipe/Penstock-*'],
};

/** The write functions say there which keys an execution is about. */
const WRITE_LOGS = ['arn:aws:logs:*:*:log-group:/aws/lambda/Penstock-*-write'];

/** What some commands look into besides. */
const MORE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ...Object.fromEntries(
    [
      'executions list',
      'executions search',
      'dead-letters redrive --same-definition',
      'trace',
      'console',
      'forget',
    ].map((command) => [command, { logs: WRITE_LOGS }]),
  ),
};

/** The calls that take no resource. */
const EVERYTHING = new Set([
  'cloudwatch:GetMetricData',
  'cloudwatch:DescribeAlarms',
  'sts:GetCallerIdentity',
  'events:ListArchives',
  'logs:DescribeLogGroups',
]);

/** The policy document of a command. */
export function policyOf(command: string): object {
  const actions = [...new Set(PERMISSIONS[command] ?? [])].sort();
  const services = [
    ...new Set(actions.filter((action) => !EVERYTHING.has(action)).map((action) => action.split(':')[0] ?? '')),
  ];
  const statements = services.map((service) => ({
    Effect: 'Allow',
    Action: actions.filter((action) => action.startsWith(`${service}:`) && !EVERYTHING.has(action)),
    Resource: [...(RESOURCES[service] ?? [`arn:aws:${service}:*:*:*`]), ...(MORE[command]?.[service] ?? [])],
  }));
  const free = actions.filter((action) => EVERYTHING.has(action));
  const rest = free.length ? [{ Effect: 'Allow', Action: free, Resource: ['*'] }] : [];
  return { Version: '2012-10-17', Statement: [...statements, ...rest] };
}
