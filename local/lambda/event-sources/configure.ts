import { NotSupportedError, shown } from '../../errors.ts';
import { compileFilters } from '../../pipes/filter.ts';
import { invalidParameter, validation } from '../errors.ts';
import { kindOf, type Mapping, type SourceKind } from './mapping.ts';

/** What `CreateEventSourceMapping` and `UpdateEventSourceMapping` take. */
export interface MappingInput {
  readonly UUID?: string;
  readonly FunctionName?: string;
  readonly EventSourceArn?: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: string[];
  readonly FilterCriteria?: { readonly Filters?: { readonly Pattern?: string }[] };
  readonly StartingPosition?: string;
  readonly ParallelizationFactor?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly TumblingWindowInSeconds?: number;
}

type Settings = Omit<Mapping, 'UUID' | 'EventSourceArn' | 'FunctionArn' | 'modified'>;

/** Applies the input over what there is, with the defaults of the source's kind; throws Lambda's refusals. */
export function configureMapping(input: MappingInput, sourceArn: string, before?: Settings): Settings {
  const kind = sourceKind(sourceArn);
  const settings: Settings = {
    Enabled: input.Enabled ?? before?.Enabled ?? true,
    BatchSize: input.BatchSize ?? before?.BatchSize ?? (kind === 'sqs' ? 10 : 100),
    MaximumBatchingWindowInSeconds: input.MaximumBatchingWindowInSeconds ?? before?.MaximumBatchingWindowInSeconds ?? 0,
    FunctionResponseTypes: input.FunctionResponseTypes ?? before?.FunctionResponseTypes ?? [],
    Filters: input.FilterCriteria ? patternsOf(input.FilterCriteria) : (before?.Filters ?? []),
    StartingPosition: input.StartingPosition ?? before?.StartingPosition,
    ParallelizationFactor: input.ParallelizationFactor ?? before?.ParallelizationFactor ?? 1,
    BisectBatchOnFunctionError: input.BisectBatchOnFunctionError ?? before?.BisectBatchOnFunctionError ?? false,
    MaximumRetryAttempts: input.MaximumRetryAttempts ?? before?.MaximumRetryAttempts ?? -1,
    MaximumRecordAgeInSeconds: input.MaximumRecordAgeInSeconds ?? before?.MaximumRecordAgeInSeconds ?? -1,
    OnFailure: input.DestinationConfig ? input.DestinationConfig.OnFailure?.Destination : before?.OnFailure,
    MaximumConcurrency: input.ScalingConfig ? input.ScalingConfig.MaximumConcurrency : before?.MaximumConcurrency,
  };
  check(settings, input, kind);
  return settings;
}

function sourceKind(arn: string): SourceKind {
  if (typeof arn !== 'string') throw invalidParameter('Unrecognized event source.');
  const kind = kindOf(arn);
  if (kind === 'sqs' || (kind === 'dynamodb' && arn.includes('/stream/'))) return kind;
  if (kind === 'kinesis' || kind === 'kafka') throw new NotSupportedError(`lambda: event source mappings from ${kind}`);
  throw invalidParameter('Unrecognized event source.');
}

const patternsOf = ({ Filters = [] }: { Filters?: { Pattern?: string }[] }): string[] =>
  Filters.map(({ Pattern = '' }) => Pattern);

function check(settings: Settings, input: MappingInput, kind: SourceKind): void {
  if (input.TumblingWindowInSeconds) throw new NotSupportedError('lambda: tumbling windows');
  checkFilters(settings.Filters, kind);
  range('batchSize', settings.BatchSize, 1, 10_000);
  range('maximumBatchingWindowInSeconds', settings.MaximumBatchingWindowInSeconds, 0, 300);
  if (kind === 'sqs') checkQueue(settings, input);
  else checkStream(settings);
}

function checkFilters(filters: readonly string[], kind: SourceKind): void {
  if (filters.length > 5) throw invalidParameter('Maximum number of filters in filter criteria exceeded: 5');
  try {
    compileFilters(filters, kind);
  } catch (cause) {
    throw invalidParameter(`Invalid filter pattern definition. ${cause instanceof Error ? cause.message : ''}`.trim());
  }
}

function checkQueue(settings: Settings, input: MappingInput): void {
  if (settings.BatchSize > 10 && settings.MaximumBatchingWindowInSeconds < 1)
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  if (settings.MaximumConcurrency !== undefined) range('maximumConcurrency', settings.MaximumConcurrency, 2, 1_000);
  const onlyForStreams: (keyof MappingInput)[] = [
    'StartingPosition',
    'ParallelizationFactor',
    'BisectBatchOnFunctionError',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'DestinationConfig',
  ];
  const wrong = onlyForStreams.find((field) => input[field] !== undefined);
  if (wrong) throw invalidParameter(`Unsupported ${wrong} parameter for given event source mapping type.`);
}

function checkStream(settings: Settings): void {
  const { StartingPosition, OnFailure } = settings;
  if (StartingPosition === undefined)
    throw validation(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  if (StartingPosition !== 'TRIM_HORIZON' && StartingPosition !== 'LATEST')
    throw invalidParameter(`Unsupported starting position for arn type: ${StartingPosition}`);
  range('parallelizationFactor', settings.ParallelizationFactor, 1, 10);
  range('maximumRetryAttempts', settings.MaximumRetryAttempts, -1, 10_000);
  range('maximumRecordAgeInSeconds', settings.MaximumRecordAgeInSeconds, -1, 604_800);
  if (settings.MaximumRecordAgeInSeconds >= 0 && settings.MaximumRecordAgeInSeconds < 60)
    throw invalidParameter('MaximumRecordAgeInSeconds must be -1 or between 60 and 604800');
  if (OnFailure !== undefined && !['sqs', 'sns'].includes(kindOf(shown(OnFailure))))
    throw new NotSupportedError(`lambda: the on-failure destination ${shown(OnFailure)}`);
}

function range(field: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const constraint = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must have value ${constraint}`,
  );
}
