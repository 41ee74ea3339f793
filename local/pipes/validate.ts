import { isAwsError } from '../cloud.ts';
import { type AwsError, NotSupportedError, validation } from '../errors.ts';
import { enrichmentOf } from './enrich.ts';
import { compileFilters } from './filter.ts';
import { type Pipe, type SourceParameters, serviceOf } from './model.ts';
import { patternsOf } from './runner.ts';
import { isForeignSource, isForeignTarget } from './service-parameters.ts';
import { targetOf } from './targets/index.ts';
import { checkVariables } from './template.ts';

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/** AWS lists the fields as JSON, within the message. */
function missing(...names: string[]): AwsError {
  const fields = names.map((Name) => ({ Name, Message: 'Missing required parameter.' }));
  return validation(JSON.stringify({ ValidationErrorFields: fields }));
}

function checkSource(pipe: Pipe): void {
  const service = serviceOf(pipe.Source);
  if (service === 'events') throw validation('Source must not be an event bus: use a rule and a queue.');
  const isStream = service === 'dynamodb' && pipe.Source.includes('/stream/');
  if (!isStream && service !== 'sqs') throw new NotSupportedError(`a pipe from ${service || pipe.Source}`);
  const parameters: Members = { ...pipe.SourceParameters };
  if (Object.keys(parameters).some((block) => isForeignSource(block, service)))
    throw validation('Invalid source parameter provided for source');
  const { DynamoDBStreamParameters: stream, SqsQueueParameters: queue } = pipe.SourceParameters;
  if (isStream) checkStream(stream);
  else checkBatch({ ...queue });
}

function checkBatch(parameters: Members): void {
  checkRange(parameters, 'BatchSize', 1, 10_000);
  checkRange(parameters, 'MaximumBatchingWindowInSeconds', 0, 300);
}

function checkStream(stream: unknown): void {
  if (!isObject(stream)) throw missing('SourceParameters.DynamoDBStreamParameters');
  if (stream.StartingPosition === undefined)
    throw missing('SourceParameters.DynamoDBStreamParameters.StartingPosition');
  checkBatch(stream);
  checkRange(stream, 'MaximumRecordAgeInSeconds', -1, 604_800);
  checkRange(stream, 'MaximumRetryAttempts', -1, 10_000);
  checkRange(stream, 'ParallelizationFactor', 1, 10);
  const dlq = isObject(stream.DeadLetterConfig) ? stream.DeadLetterConfig.Arn : undefined;
  if (typeof dlq === 'string' && (!['sqs', 'sns'].includes(serviceOf(dlq)) || dlq.endsWith('.fifo')))
    throw validation('DeadLetterConfig must be the ARN of a standard SQS queue or an SNS topic.');
}

/** @throws AwsError `ValidationException`, where the patterns of rules have an error of their own */
function checkFilters(pipe: Pipe): void {
  try {
    compileFilters(patternsOf(pipe), serviceOf(pipe.Source) === 'sqs' ? 'sqs' : 'dynamodb');
  } catch (error) {
    if (!isAwsError(error)) throw error;
    const reason = error.message.replace('Event pattern is not valid. ', '');
    throw Object.assign(validation(`Invalid Event Pattern. ${reason}`), { cause: error });
  }
}

function checkTarget(pipe: Pipe): void {
  const service = serviceOf(pipe.Target);
  targetOf(pipe.Target);
  const parameters = pipe.TargetParameters;
  if (Object.keys(parameters ?? {}).some((block) => isForeignTarget(block, service)))
    throw validation('Invalid target parameter provided for target.');
  checkVariables(parameters?.InputTemplate);
  if (parameters?.EventBridgeEventBusParameters?.Source?.startsWith('aws.'))
    throw validation('The source of an event must not start with aws.');
  if (!pipe.Target.endsWith('.fifo')) return;
  if (service === 'sns') throw validation('SNS FIFO topics are not supported as a pipe target.');
  if (service === 'sqs' && !parameters?.SqsQueueParameters?.MessageGroupId)
    throw missing('TargetParameters.SqsQueueParameters.MessageGroupId');
}

const ENRICHMENTS = ['lambda', 'states', 'execute-api', 'events'];

function checkEnrichment({ Enrichment: arn, EnrichmentParameters: parameters }: Pipe): void {
  if (!arn) return;
  if (!ENRICHMENTS.includes(serviceOf(arn))) throw validation('Invalid pipe enrichment.');
  enrichmentOf(arn);
  checkVariables(parameters?.InputTemplate);
}

function checkLog({ LogConfiguration: log }: Pipe): void {
  if (!log) return;
  const wanted = ['FirehoseLogDestination', 'S3LogDestination'].find((name) => Object.hasOwn(log, name));
  if (wanted) throw new NotSupportedError(`a pipe that logs with ${wanted}`);
  if (log.Level !== 'OFF' && !log.CloudwatchLogsLogDestination)
    throw validation('Must provide at least 1 log destination in LogConfiguration');
}

/** Checks a whole pipe, as it would be stored. */
export function validatePipe(pipe: Pipe): void {
  checkSource(pipe);
  checkFilters(pipe);
  checkEnrichment(pipe);
  checkTarget(pipe);
  checkLog(pipe);
}

/** What one call of the target takes. */
const MOST_A_CALL = 10;
const BATCH_APIS = /^arn:[^:]+:(sqs:|sns:|events:.*:event-bus\/)/;

/** A batch size that was asked for must suit the target; the default is cut to measure. */
export function checkBatchSize(target: string, given: SourceParameters | undefined): void {
  const size = (given?.SqsQueueParameters ?? given?.DynamoDBStreamParameters)?.BatchSize;
  if (size === undefined || size <= MOST_A_CALL || !BATCH_APIS.test(target)) return;
  throw validation(
    `The configured batch size ${size} is greater than the max supported batch size ${MOST_A_CALL} for the target.`,
  );
}
