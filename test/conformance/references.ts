export const ACCOUNT = '111111111111';

/** What a template would have put for a placeholder of a definition. */
export function substituted(_: string, quote: string, name: string): string {
  return /timeout$/i.test(name) ? '60' : `${quote}${placeholder(name)}${quote}`;
}

function placeholder(name: string): string {
  if (/partition$/i.test(name)) return 'aws';
  if (/region$/i.test(name)) return 'us-east-1';
  if (/account(?:id)?$/i.test(name)) return ACCOUNT;
  const action = /^(sqs|sns|lambda)\w*action$/i.exec(name)?.[1]?.toLowerCase();
  if (action)
    return `arn:aws:states:::${{ sqs: 'sqs:sendMessage', sns: 'sns:publish', lambda: 'lambda:invoke' }[action]}`;
  const item = /^ddb(\w*items?)$/i.exec(name)?.[1];
  if (item) return `arn:aws:states:::${tableAction(item.charAt(0).toLowerCase() + item.slice(1))}`;
  return /activity/i.test(name) ? arn('states', `activity:${name}`) : arn('lambda', `function:${name}`);
}

/** The integration that is called for an action of DynamoDB, the optimised one where there is one. */
const tableAction = (action: string): string =>
  /^(?:get|put|update|delete)Item$/.test(action) ? `dynamodb:${action}` : `aws-sdk:dynamodb:${action}`;

/** The value with each `!Ref`, `!GetAtt` and `!Sub` replaced by what it may have stood for. */
export function filled(value: unknown, named: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, named));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [tag, content] = entries[0] ?? ['', ''];
  if (tag === '!Sub') return String(content).replace(/\$\{([^}]*)\}/g, (_, name: string) => plain(name));
  if (tag === '!Ref' || tag === '!GetAtt') return named(String(content));
  return Object.fromEntries(entries.map(([key, one]) => [key, filled(one, named)]));
}

export const plain = (reference: string): string =>
  reference === 'AWS::AccountId' ? ACCOUNT : reference.replace(/\W+/g, '-');

export function piped(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kinds = { Source: kindOf(properties.SourceParameters), Target: kindOf(properties.TargetParameters) };
  return Object.fromEntries(
    Object.entries(properties).map(([member, value]) => {
      const kind = member === 'Source' || member === 'Target' ? kinds[member] : undefined;
      return [member, filled(value, (reference) => arnOf(reference, kind))];
    }),
  );
}

const kindOf = (parameters: unknown): string | undefined =>
  Object.keys((parameters ?? {}) as object).find((key) => /^[A-Z]\w+Parameters$/.test(key));

const arn = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;

const BY_PARAMETERS: Readonly<Record<string, (name: string) => string>> = {
  DynamoDBStreamParameters: (name) => arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
  SqsQueueParameters: (name) => arn('sqs', name),
  KinesisStreamParameters: (name) => arn('kinesis', `stream/${name}`),
  ActiveMQBrokerParameters: (name) => arn('mq', `broker:${name}:b-1`),
  EventBridgeEventBusParameters: (name) => arn('events', `event-bus/${name}`),
  StepFunctionStateMachineParameters: (name) => arn('states', `stateMachine:${name}`),
  TimestreamParameters: (name) => arn('timestream', `database/d/table/${name}`),
  BatchJobParameters: (name) => arn('batch', `job-queue/${name}`),
};

const BY_NAME: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/Role$/, (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`],
  [/Destination/, (name) => arn('events', `api-destination/${name}/0b0b0b0b-0b0b-0b0b-0b0b-0b0b0b0b0b0b`)],
  [/Log/, (name) => arn('logs', `log-group:${name}`)],
  [/Topic/, (name) => arn('sns', name)],
  [/Sfn|StateMachine/, (name) => arn('states', `stateMachine:${name}`)],
  [/Queue|^Source/, (name) => arn('sqs', name)],
  [/Table/, (name) => arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`)],
  [/Bus/, (name) => arn('events', `event-bus/${name}`)],
  [/Secret/i, (name) => arn('secretsmanager', `secret:${name}-AbCdEf`)],
];

function arnOf(reference: string, kind: string | undefined): string {
  const name = reference.replace(/\.\w+$/, '');
  const make = (kind && BY_PARAMETERS[kind]) || BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return make ? make(name) : arn('lambda', `function:${name}`);
}
