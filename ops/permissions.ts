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
