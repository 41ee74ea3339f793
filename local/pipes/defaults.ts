import { type SourceParameters, serviceOf } from './model.ts';

const QUEUE = { BatchSize: 10, MaximumBatchingWindowInSeconds: 0 };

const STREAM = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
};

/** The parameters with AWS's defaults for what was not given, as DescribePipe shows them. */
export function withDefaults(source: string, given: SourceParameters): SourceParameters {
  if (serviceOf(source) === 'sqs') return { ...given, SqsQueueParameters: { ...QUEUE, ...given.SqsQueueParameters } };
  const stream = given.DynamoDBStreamParameters;
  return stream ? { ...given, DynamoDBStreamParameters: { ...STREAM, ...stream } } : given;
}
