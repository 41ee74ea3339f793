import { limited, required, type Shape, type Shapes } from '../events/input-shape.ts';

const text = (shortest: number, longest: number, pattern?: string): Shape =>
  limited('text', { ...(pattern && { pattern }), longest, shortest });
const oneOf = (...choices: string[]): Shape => limited('text', { choices });

const name = text(1, 64, '[\\.\\-_A-Za-z0-9]+');
const ANY_ARN =
  'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-]+):([a-z]{2,4}((-gov)|(-de)|(-iso([a-z]?)))?-[a-z]+(-\\d{1})?)?:(\\d{12})?:(.+)';
const PATH = '\\$(\\.[\\w/_-]+(\\[(\\d+|\\*)\\])*)*';
const arn = text(1, 1600, ANY_ARN);
const state = oneOf('RUNNING', 'STOPPED');
const invocation = { InvocationType: oneOf('REQUEST_RESPONSE', 'FIRE_AND_FORGET') } as const;
const template = limited('text', { longest: 8192 });
const tags: Shape = { '*keys': text(1, 128), '*': limited('text', { longest: 256 }) };

/** Numbers have words of their own: `validate.ts`. */
const batch = { BatchSize: 'any', MaximumBatchingWindowInSeconds: 'any' } as const;

const source = {
  FilterCriteria: { Filters: limited([{ Pattern: limited('text', { longest: 4096 }) }], { longest: 5 }) },
  SqsQueueParameters: batch,
  DynamoDBStreamParameters: {
    ...batch,
    StartingPosition: oneOf('TRIM_HORIZON', 'LATEST'),
    OnPartialBatchItemFailure: oneOf('AUTOMATIC_BISECT'),
    DeadLetterConfig: { Arn: arn },
  },
} as const;

const http = {
  PathParameterValues: [limited('text', { pattern: '(?!\\s*$).+' })],
  HeaderParameters: { '*': limited('text', { longest: 512 }) },
  QueryStringParameters: { '*': limited('text', { longest: 512 }) },
} as const;

const target = {
  InputTemplate: template,
  StepFunctionStateMachineParameters: invocation,
  LambdaFunctionParameters: invocation,
  SqsQueueParameters: {
    MessageGroupId: limited('text', { longest: 100 }),
    MessageDeduplicationId: limited('text', { longest: 100 }),
  },
  EventBridgeEventBusParameters: {
    Source: text(1, 256),
    DetailType: text(1, 128),
    Resources: limited([text(1, 1600, `${ANY_ARN}|(${PATH})`)], { longest: 10 }),
    Time: text(1, 256, PATH),
    EndpointId: text(1, 50),
  },
  CloudWatchLogsParameters: { LogStreamName: text(1, 256), Timestamp: text(1, 256, PATH) },
  HttpParameters: http,
} as const;

const log = {
  Level: required(oneOf('OFF', 'ERROR', 'INFO', 'TRACE')),
  IncludeExecutionData: [oneOf('ALL')],
  CloudwatchLogsLogDestination: { LogGroupArn: required(text(1, 1600)) },
} as const;

const pipe = {
  Description: limited('text', { longest: 512 }),
  DesiredState: state,
  SourceParameters: source,
  Enrichment: limited('text', { pattern: `$|${ANY_ARN}`, longest: 1600 }),
  EnrichmentParameters: { InputTemplate: template, HttpParameters: http },
  TargetParameters: target,
  RoleArn: required(text(1, 1600, 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z0-9+=,.@\\-_/]+')),
  Tags: tags,
  LogConfiguration: log,
  KmsKeyIdentifier: limited('text', { pattern: '[a-zA-Z0-9_\\-/:]*', longest: 2048 }),
} as const;
const named = { Name: required(name) } as const;
const tagged = { resourceArn: required(text(1, 1600)) } as const;

/** The types of what each action takes, and the limits of the API reference. */
export const PIPES_SHAPES: Shapes = {
  CreatePipe: { ...named, Source: required(arn), Target: required(arn), ...pipe },
  UpdatePipe: { ...named, Target: arn, ...pipe },
  DescribePipe: named,
  DeletePipe: named,
  StartPipe: named,
  StopPipe: named,
  ListPipes: {
    NamePrefix: name,
    DesiredState: state,
    CurrentState: oneOf(
      ...['RUNNING', 'STOPPED', 'CREATING', 'UPDATING', 'DELETING', 'STARTING', 'STOPPING'],
      ...['CREATE_FAILED', 'UPDATE_FAILED', 'START_FAILED', 'STOP_FAILED', 'DELETE_FAILED'],
      ...['CREATE_ROLLBACK_FAILED', 'DELETE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED'],
    ),
    SourcePrefix: text(1, 1600),
    TargetPrefix: text(1, 1600),
    NextToken: text(1, 2048),
    Limit: limited('number', { most: 100, least: 1 }),
  },
  TagResource: { ...tagged, tags: required(limited(tags, { longest: 50, shortest: 1 })) },
  UntagResource: tagged,
  ListTagsForResource: tagged,
};
