/** The shapes of `AWS::Pipes::Pipe`, as far as they are supported here; the names are those of the API reference. */

export interface StreamParameters {
  readonly StartingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  /** -1 (the default) is infinite. */
  readonly MaximumRecordAgeInSeconds?: number;
  /** -1 (the default) is infinite. */
  readonly MaximumRetryAttempts?: number;
  readonly ParallelizationFactor?: number;
  readonly OnPartialBatchItemFailure?: 'AUTOMATIC_BISECT';
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

export interface QueueParameters {
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
}

export interface SourceParameters {
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] };
  readonly DynamoDBStreamParameters?: StreamParameters;
  readonly SqsQueueParameters?: QueueParameters;
}

/** Values may be dynamic: a complete `$.path`, read from the event. */
export interface HttpParameters {
  readonly HeaderParameters?: Readonly<Record<string, string>>;
  readonly QueryStringParameters?: Readonly<Record<string, string>>;
  readonly PathParameterValues?: readonly string[];
}

export interface EnrichmentParameters {
  readonly InputTemplate?: string;
  readonly HttpParameters?: HttpParameters;
}

export interface TargetParameters {
  readonly InputTemplate?: string;
  readonly StepFunctionStateMachineParameters?: { readonly InvocationType?: InvocationType };
  readonly LambdaFunctionParameters?: { readonly InvocationType?: InvocationType };
  readonly SqsQueueParameters?: { readonly MessageGroupId?: string; readonly MessageDeduplicationId?: string };
  readonly EventBridgeEventBusParameters?: {
    readonly Source?: string;
    readonly DetailType?: string;
    readonly Resources?: readonly string[];
    readonly Time?: string;
    readonly EndpointId?: string;
  };
  readonly CloudWatchLogsParameters?: { readonly LogStreamName?: string; readonly Timestamp?: string };
  readonly HttpParameters?: HttpParameters;
}

export type InvocationType = 'REQUEST_RESPONSE' | 'FIRE_AND_FORGET';

export type LogLevel = 'OFF' | 'ERROR' | 'INFO' | 'TRACE';

export interface LogConfiguration {
  readonly Level?: LogLevel;
  readonly IncludeExecutionData?: readonly 'ALL'[];
  readonly CloudwatchLogsLogDestination?: { readonly LogGroupArn: string };
}

export type DesiredState = 'RUNNING' | 'STOPPED';

export type CurrentState =
  | 'CREATING'
  | 'CREATE_FAILED'
  | 'RUNNING'
  | 'STARTING'
  | 'START_FAILED'
  | 'STOPPING'
  | 'STOPPED'
  | 'UPDATING'
  | 'DELETING';

/** A pipe as it is stored. Times are epoch seconds, as in the API. */
export interface Pipe {
  readonly Name: string;
  readonly Arn: string;
  readonly Description?: string;
  readonly Source: string;
  readonly SourceParameters: SourceParameters;
  readonly Enrichment?: string;
  readonly EnrichmentParameters?: EnrichmentParameters;
  readonly Target: string;
  readonly TargetParameters?: TargetParameters;
  readonly RoleArn: string;
  readonly KmsKeyIdentifier?: string;
  readonly LogConfiguration?: LogConfiguration;
  readonly Tags: Readonly<Record<string, string>>;
  readonly DesiredState: DesiredState;
  readonly CurrentState: CurrentState;
  readonly StateReason?: string;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
}

/** The service of an ARN: `arn:aws:<service>:…`. */
export const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** The last part of an ARN: all after the account. */
export const resourceOf = (arn: string): string => arn.split(':').slice(5).join(':');

/** The region of an ARN. */
export const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

/** As whom, and where, a pipe calls: the events that it sends are of its own account and region. */
export function callerOf({ Arn }: Pipe): { readonly account: string; readonly region: string } {
  const [, , , region = '', account = ''] = Arn.split(':');
  return { account, region };
}

/** At most 6 MB go through a pipe in one batch (and come back from an enrichment). */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
