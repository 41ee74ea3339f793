import { NotSupportedError, validation } from '../errors.ts';
import { enrichmentOf } from './enrich.ts';
import { compileFilters } from './filter.ts';
import { type Pipe, serviceOf } from './model.ts';
import { patternsOf } from './runner.ts';
import { targetOf } from './targets/index.ts';

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const constraint = (value: unknown, at: string, rule: string) =>
  validation(`1 validation error detected: Value ${shown(value)} at '${at}' failed to satisfy constraint: ${rule}`);

const shown = (value: unknown): string => (value === undefined ? 'null' : `'${String(value)}'`);

/** A text that must be there. */
export function requireText(input: Members, field: string): string {
  const value = input[field];
  const at = field.charAt(0).toLowerCase() + field.slice(1);
  if (value === undefined || value === null) throw constraint(undefined, at, 'Member must not be null');
  if (typeof value !== 'string') throw validation(`${at} must be a string`);
  if (value.length < 1) throw constraint(value, at, 'Member must have length greater than or equal to 1');
  return value;
}

/** A pipe's name: 1–64 of letters, digits, dot, dash and underscore. */
export function requireName(input: Members): string {
  const name = requireText(input, 'Name');
  if (name.length > 64) throw constraint(name, 'name', 'Member must have length less than or equal to 64');
  if (!/^[.\-_A-Za-z0-9]+$/.test(name))
    throw constraint(name, 'name', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  return name;
}

/** A number within bounds; AWS words it so for the members of the parameter objects. */
function checkRange(parent: Members, field: string, minimum: number, maximum: number): void {
  const value = parent[field];
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw validation(
      `[instance type (${typeof value}) does not match any allowed primitive type (allowed: ["integer"])]`,
    );
  if (value < minimum)
    throw validation(`[numeric instance is lower than the required minimum (minimum: ${minimum}, found: ${value})]`);
  if (value > maximum)
    throw validation(`[numeric instance is greater than the required maximum (maximum: ${maximum}, found: ${value})]`);
}

function checkEnum(value: unknown, at: string, allowed: readonly string[]): void {
  if (value !== undefined && !(typeof value === 'string' && allowed.includes(value)))
    throw constraint(value, at, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

function checkLength(value: unknown, at: string, longest: number): void {
  if (typeof value === 'string' && value.length > longest)
    throw constraint(value, at, `Member must have length less than or equal to ${longest}`);
}

const UNSUPPORTED_SOURCES = [
  'KinesisStreamParameters',
  'ManagedStreamingKafkaParameters',
  'SelfManagedKafkaParameters',
  'ActiveMQBrokerParameters',
  'RabbitMQBrokerParameters',
];

const UNSUPPORTED_TARGETS = [
  'KinesisStreamParameters',
  'EcsTaskParameters',
  'BatchJobParameters',
  'RedshiftDataParameters',
  'SageMakerPipelineParameters',
  'TimestreamParameters',
];

function refuse(parameters: unknown, names: readonly string[], what: string): void {
  if (!isObject(parameters)) return;
  const found = names.find((name) => parameters[name] !== undefined);
  if (found) throw new NotSupportedError(`a pipe ${what} with ${found}`);
}

function checkSource(pipe: Pipe): void {
  refuse(pipe.SourceParameters, UNSUPPORTED_SOURCES, 'from a source');
  const service = serviceOf(pipe.Source);
  const { DynamoDBStreamParameters: stream, SqsQueueParameters: queue } = pipe.SourceParameters;
  if (service === 'dynamodb' && pipe.Source.includes('/stream/')) checkStream(stream);
  else if (service === 'sqs') checkBatch(queue);
  else if (service === 'events') throw validation('Source must not be an event bus: use a rule and a queue.');
  else throw new NotSupportedError(`a pipe from ${service || pipe.Source}`);
}

function checkBatch(parameters: unknown): void {
  if (parameters === undefined) return;
  if (!isObject(parameters)) throw validation('The source parameters must be an object.');
  checkRange(parameters, 'BatchSize', 1, 10_000);
  checkRange(parameters, 'MaximumBatchingWindowInSeconds', 0, 300);
}

function checkStream(stream: unknown): void {
  if (!isObject(stream)) throw validation('[object has missing required properties (["DynamoDBStreamParameters"])]');
  if (stream.StartingPosition === undefined)
    throw validation('[object has missing required properties (["StartingPosition"])]');
  checkEnum(stream.StartingPosition, 'sourceParameters.dynamoDBStreamParameters.startingPosition', [
    'TRIM_HORIZON',
    'LATEST',
  ]);
  checkBatch(stream);
  checkRange(stream, 'MaximumRecordAgeInSeconds', -1, 604_800);
  checkRange(stream, 'MaximumRetryAttempts', -1, 10_000);
  checkRange(stream, 'ParallelizationFactor', 1, 10);
  checkEnum(stream.OnPartialBatchItemFailure, 'sourceParameters.dynamoDBStreamParameters.onPartialBatchItemFailure', [
    'AUTOMATIC_BISECT',
  ]);
  const dlq = isObject(stream.DeadLetterConfig) ? stream.DeadLetterConfig.Arn : undefined;
  if (
    dlq !== undefined &&
    (typeof dlq !== 'string' || !['sqs', 'sns'].includes(serviceOf(dlq)) || dlq.endsWith('.fifo'))
  )
    throw validation('DeadLetterConfig must be the ARN of a standard SQS queue or an SNS topic.');
}

function checkFilters(pipe: Pipe): void {
  const patterns = patternsOf(pipe);
  if (patterns.length > 5)
    throw constraint(
      patterns.length,
      'sourceParameters.filterCriteria.filters',
      'Member must have length less than or equal to 5',
    );
  for (const pattern of patterns) checkLength(pattern, 'sourceParameters.filterCriteria.filters.pattern', 4096);
  compileFilters(patterns, serviceOf(pipe.Source) === 'sqs' ? 'sqs' : 'dynamodb');
}

function checkTarget(pipe: Pipe): void {
  refuse(pipe.TargetParameters, UNSUPPORTED_TARGETS, 'to a target');
  targetOf(pipe.Target);
  const parameters = pipe.TargetParameters;
  checkLength(parameters?.InputTemplate, 'targetParameters.inputTemplate', 8192);
  const types = ['REQUEST_RESPONSE', 'FIRE_AND_FORGET'];
  checkEnum(parameters?.StepFunctionStateMachineParameters?.InvocationType, 'invocationType', types);
  checkEnum(parameters?.LambdaFunctionParameters?.InvocationType, 'invocationType', types);
  const bus = parameters?.EventBridgeEventBusParameters;
  if (bus?.Source?.startsWith('aws.')) throw constraint(bus.Source, 'source', 'Member must not start with aws.');
  checkLength(bus?.DetailType, 'detailType', 128);
  if ((bus?.Resources?.length ?? 0) > 10)
    throw constraint(bus?.Resources, 'resources', 'Member must have length less than or equal to 10');
  if (
    pipe.Target.endsWith('.fifo') &&
    serviceOf(pipe.Target) === 'sqs' &&
    !parameters?.SqsQueueParameters?.MessageGroupId
  )
    throw validation('MessageGroupId is required for a FIFO queue target.');
}

const TEXTS = ['Description', 'Target', 'Enrichment', 'RoleArn', 'KmsKeyIdentifier'];
const OBJECTS = ['SourceParameters', 'EnrichmentParameters', 'TargetParameters', 'LogConfiguration', 'Tags'];

/** What comes over the wire may have any type: refused here, so that all else may rely on the shapes. */
function checkTypes(pipe: Members): void {
  const wrong =
    TEXTS.find((name) => pipe[name] !== undefined && typeof pipe[name] !== 'string') ??
    OBJECTS.find((name) => pipe[name] !== undefined && pipe[name] !== '' && !isObject(pipe[name]));
  if (wrong) throw validation(`${wrong} has a wrong type.`);
  const criteria = isObject(pipe.SourceParameters) ? pipe.SourceParameters.FilterCriteria : undefined;
  const filters = isObject(criteria) ? (criteria.Filters ?? []) : [];
  const isFilter = (filter: unknown) => isObject(filter) && typeof (filter.Pattern ?? '') === 'string';
  if (!Array.isArray(filters) || !filters.every(isFilter)) throw validation('FilterCriteria has a wrong type.');
}

/** Checks a whole pipe, as it would be stored. */
export function validatePipe(pipe: Pipe): void {
  checkTypes({ ...pipe });
  checkLength(pipe.Description, 'description', 512);
  checkEnum(pipe.DesiredState, 'desiredState', ['RUNNING', 'STOPPED']);
  checkSource(pipe);
  checkFilters(pipe);
  if (pipe.Enrichment) enrichmentOf(pipe.Enrichment);
  checkLength(pipe.EnrichmentParameters?.InputTemplate, 'enrichmentParameters.inputTemplate', 8192);
  checkTarget(pipe);
  checkEnum(pipe.LogConfiguration?.Level, 'logConfiguration.level', ['OFF', 'ERROR', 'INFO', 'TRACE']);
  refuse(pipe.LogConfiguration, ['FirehoseLogDestination', 'S3LogDestination'], 'that logs');
}
