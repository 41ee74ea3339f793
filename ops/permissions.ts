/** What each command calls, as IAM names it: the least that its user must be allowed. `docs/operate.md` shows it as policies. */
const DIRECTORY = ['cloudformation:DescribeStacks'];
const EXECUTIONS = ['states:ListExecutions', 'states:DescribeExecution', 'logs:FilterLogEvents'];
const HISTORY = [
  'states:GetExecutionHistory',
  'states:DescribeStateMachineForExecution',
  'states:DescribeStateMachine',
];
const QUEUES = ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'];
/** A queue can be looked into only by receiving, and a message is shown again by changing its visibility. */
const LETTERS = [...QUEUES, 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'];
const POINTERS = ['dynamodb:GetShardIterator', 'dynamodb:GetRecords', 'dynamodb:DescribeTable', 'dynamodb:Scan'];
const PREVIEW = ['lambda:InvokeFunction', ...POINTERS];
const AUDIT = ['sts:GetCallerIdentity', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const LAG = [
  ...EXECUTIONS.filter((action) => action !== 'states:DescribeExecution'),
  ...QUEUES,
  'cloudwatch:GetMetricData',
  'pipes:DescribePipe',
];

export const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  'executions list': [...DIRECTORY, ...EXECUTIONS],
  'executions search': [...DIRECTORY, ...EXECUTIONS],
  'executions show': [...DIRECTORY, 'states:DescribeExecution', 'logs:FilterLogEvents', ...HISTORY],
  'dead-letters list': [...DIRECTORY, ...LETTERS],
  'dead-letters show': [...DIRECTORY, ...LETTERS],
  'dead-letters export': [...DIRECTORY, ...LETTERS],
  'dead-letters diff': [...DIRECTORY, ...LETTERS, ...PREVIEW],
  'dead-letters redrive': [
    ...DIRECTORY,
    ...LETTERS,
    ...PREVIEW,
    ...AUDIT,
    'sqs:DeleteMessage',
    'states:StartSyncExecution',
    'states:StartExecution',
    'states:DescribeExecution',
  ],
  'dead-letters redrive --same-definition': [
    ...DIRECTORY,
    ...AUDIT,
    'logs:FilterLogEvents',
    'states:ListExecutions',
    'states:DescribeExecution',
    'states:RedriveExecution',
  ],
  'dead-letters discard': [...DIRECTORY, ...LETTERS, ...AUDIT, 'sqs:DeleteMessage'],
  lag: [...DIRECTORY, ...LAG],
  health: [...DIRECTORY, ...LAG],
  trace: [
    ...DIRECTORY,
    'states:DescribeExecution',
    'logs:FilterLogEvents',
    ...HISTORY,
    ...LETTERS,
    'dynamodb:DescribeTable',
    'dynamodb:GetItem',
    'lambda:InvokeFunction',
  ],
  replay: [
    ...DIRECTORY,
    ...AUDIT,
    ...QUEUES,
    'events:ListArchives',
    'events:ListRuleNamesByTarget',
    'events:DescribeRule',
    'events:StartReplay',
    'events:DescribeReplay',
  ],
  'replay --preview': [
    ...DIRECTORY,
    ...QUEUES,
    'events:ListArchives',
    'events:ListRuleNamesByTarget',
    'events:DescribeRule',
    'events:ListTargetsByRule',
    'events:PutRule',
    'events:PutTargets',
    'events:StartReplay',
    'events:DescribeReplay',
    'events:RemoveTargets',
    'events:DeleteRule',
    'sqs:CreateQueue',
    'sqs:SetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:DeleteQueue',
    'lambda:InvokeFunction',
  ],
  console: [
    ...DIRECTORY,
    ...EXECUTIONS,
    ...HISTORY,
    ...LETTERS,
    ...PREVIEW,
    ...AUDIT,
    'cloudwatch:GetMetricData',
    'cloudwatch:DescribeAlarms',
    'pipes:DescribePipe',
    'sqs:DeleteMessage',
    'states:StartSyncExecution',
    'states:StartExecution',
  ],
  backfill: ['lambda:InvokeFunction'],
  reconcile: ['lambda:InvokeFunction'],
  'reconcile --repair': ['lambda:InvokeFunction', 'dynamodb:UpdateItem'],
  reindex: ['lambda:InvokeFunction', 'dynamodb:UpdateItem'],
  forget: [
    ...DIRECTORY,
    ...LETTERS,
    ...AUDIT,
    'sqs:DeleteMessage',
    'states:ListExecutions',
    'states:DescribeExecution',
    'logs:FilterLogEvents',
    'events:ListArchives',
    'logs:DescribeLogGroups',
  ],
};

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
