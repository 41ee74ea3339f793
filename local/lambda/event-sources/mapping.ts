/** An event source mapping, as it is kept; the names are those of Lambda's API. */
export interface Mapping {
  readonly UUID: string;
  readonly EventSourceArn: string;
  /** With the qualifier, if there is one. */
  readonly FunctionArn: string;
  readonly Enabled: boolean;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  readonly Filters: readonly string[];
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Streams only. */
  readonly StartingPosition?: string;
  readonly ParallelizationFactor: number;
  readonly BisectBatchOnFunctionError: boolean;
  /** -1: without end. */
  readonly MaximumRetryAttempts: number;
  readonly MaximumRecordAgeInSeconds: number;
  readonly OnFailure?: string;
  /** Queues only. */
  readonly MaximumConcurrency?: number;
}

export type SourceKind = 'sqs' | 'dynamodb';

export const kindOf = (arn: string): string => arn.split(':')[2] ?? '';
export const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
export const reportsItems = (mapping: Mapping): boolean =>
  mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');
