import type { CallContext } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import type { LambdaEngine } from './engine.ts';
import { invalidParameter, validation } from './errors.ts';
import type { FunctionRecord, LoggingConfig } from './function-record.ts';
import { LATEST } from './function-store.ts';

/** The part of `CreateFunction` and `UpdateFunctionConfiguration` that the configuration is made of. */
export interface ConfigurationInput {
  readonly Runtime?: string;
  readonly Role?: string;
  readonly Handler?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Record<string, string> };
  readonly Architectures?: string[];
  readonly LoggingConfig?: Partial<LoggingConfig>;
  readonly TracingConfig?: { readonly Mode?: string };
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly EphemeralStorage?: { readonly Size?: number };
  readonly Layers?: string[];
  readonly PackageType?: string;
  readonly VpcConfig?: { readonly SubnetIds?: string[] };
  readonly SnapStart?: { readonly ApplyOn?: string };
  readonly DurableConfig?: unknown;
}

type Configuration = Omit<
  FunctionRecord,
  'FunctionName' | 'Version' | 'CodeSha256' | 'CodeSize' | 'LastModified' | 'RevisionId'
>;

/** Applies the input over what there is; throws Lambda's refusals. */
export function configure(name: string, input: ConfigurationInput, before?: Configuration): Configuration {
  validate(input);
  return {
    Runtime: input.Runtime ?? before?.Runtime ?? 'nodejs24.x',
    Role: input.Role ?? before?.Role ?? '',
    Handler: input.Handler ?? before?.Handler ?? 'index.handler',
    Description: input.Description ?? before?.Description ?? '',
    Timeout: input.Timeout ?? before?.Timeout ?? 3,
    MemorySize: input.MemorySize ?? before?.MemorySize ?? 128,
    Environment: input.Environment ? (input.Environment.Variables ?? {}) : (before?.Environment ?? {}),
    Architectures: input.Architectures ?? before?.Architectures ?? ['x86_64'],
    LoggingConfig: logging(name, input.LoggingConfig, before?.LoggingConfig),
    TracingMode: input.TracingConfig?.Mode ?? before?.TracingMode ?? 'PassThrough',
    DeadLetterTarget: input.DeadLetterConfig ? input.DeadLetterConfig.TargetArn : before?.DeadLetterTarget,
    EphemeralStorage: input.EphemeralStorage?.Size ?? before?.EphemeralStorage ?? 512,
    Layers: input.Layers ?? before?.Layers ?? [],
  };
}

function logging(name: string, input: Partial<LoggingConfig> = {}, before?: LoggingConfig): LoggingConfig {
  const LogFormat = input.LogFormat ?? before?.LogFormat ?? 'Text';
  const LogGroup = input.LogGroup ?? before?.LogGroup ?? `/aws/lambda/${name}`;
  if (LogFormat !== 'JSON') return { LogFormat, LogGroup };
  return {
    LogFormat,
    LogGroup,
    ApplicationLogLevel: input.ApplicationLogLevel ?? before?.ApplicationLogLevel ?? 'INFO',
    SystemLogLevel: input.SystemLogLevel ?? before?.SystemLogLevel ?? 'INFO',
  };
}

const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(REGION|EXECUTION_ENV|LAMBDA_\w+|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
const MAX_ENVIRONMENT_BYTES = 4096;

function validate(input: ConfigurationInput): void {
  validateRuntime(input);
  validateRange('timeout', input.Timeout, 1, 900);
  validateRange('memorySize', input.MemorySize, 128, 10_240);
  const variables = input.Environment?.Variables ?? {};
  const reserved = Object.keys(variables).filter((key) => RESERVED_VARIABLES.test(key));
  if (reserved.length > 0)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  if (Object.values(variables).some((value) => typeof value !== 'string'))
    throw invalidParameter('Environment variables must be strings');
  if (Buffer.byteLength(JSON.stringify(variables)) > MAX_ENVIRONMENT_BYTES)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`,
    );
}

function validateRuntime({ Runtime, PackageType, Layers, DurableConfig, SnapStart }: ConfigurationInput): void {
  if (Runtime !== undefined && !/^nodejs\d+\.x$/.test(Runtime))
    throw new NotSupportedError(`lambda: the runtime ${Runtime}`);
  if (PackageType === 'Image') throw new NotSupportedError('lambda: container images');
  if (DurableConfig) throw new NotSupportedError('lambda: durable functions');
  if (SnapStart?.ApplyOn === 'PublishedVersions')
    throw invalidParameter(`${Runtime} is not supported for SnapStart enabled functions.`);
  if (Layers && Layers.length > 0) throw new NotSupportedError('lambda: layers');
}

function validateRange(field: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  const constraint = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must have value ${constraint}`,
  );
}

/** A `FunctionConfiguration`, as Lambda answers it. */
export function describeFunction(
  engine: LambdaEngine,
  record: FunctionRecord,
  context: CallContext,
): Record<string, unknown> {
  const { Environment, TracingMode, DeadLetterTarget, EphemeralStorage, Layers, ...rest } = record;
  const qualifier = record.Version === LATEST ? undefined : record.Version;
  return {
    ...rest,
    FunctionArn: engine.arn(record.FunctionName, context, qualifier),
    Environment: Object.keys(Environment).length > 0 ? { Variables: Environment } : undefined,
    TracingConfig: { Mode: TracingMode },
    DeadLetterConfig: DeadLetterTarget ? { TargetArn: DeadLetterTarget } : undefined,
    EphemeralStorage: { Size: EphemeralStorage },
    Layers: Layers.length > 0 ? Layers.map((Arn) => ({ Arn, CodeSize: 0 })) : undefined,
    PackageType: 'Zip',
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:aws:lambda:${context.region}::runtime:${process.version.slice(1)}`,
    },
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
