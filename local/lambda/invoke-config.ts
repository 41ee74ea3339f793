import type { Action, CallContext } from '../cloud.ts';
import type { LambdaEngine, Resolved } from './engine.ts';
import { invalidParameter, notFound, validation } from './errors.ts';
import { LATEST } from './function-store.ts';

/** How asynchronous invocations of a function are retried, and where their outcomes go. */
export interface InvokeConfig {
  readonly MaximumRetryAttempts: number;
  readonly MaximumEventAgeInSeconds: number;
  readonly OnSuccess?: string;
  readonly OnFailure?: string;
  readonly modified: number;
}

export const DEFAULT_INVOKE_CONFIG: InvokeConfig = {
  MaximumRetryAttempts: 2,
  MaximumEventAgeInSeconds: 21_600,
  modified: 0,
};

export const invokeConfigOf = (engine: LambdaEngine, { name, qualifier }: Resolved): InvokeConfig | undefined =>
  engine.functions.attachment<InvokeConfig>('invoke-config', name, qualifier ?? LATEST);

interface ConfigInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } };
}

/** Put, Update, Get, List and DeleteFunctionEventInvokeConfig. */
export function invokeConfigActions(engine: LambdaEngine): Record<string, Action> {
  const put = (input: ConfigInput, context: CallContext, before: InvokeConfig) => {
    const { name, qualifier = LATEST } = engine.resolve(input.FunctionName, input.Qualifier, context);
    const config = { ...merge(input, before), modified: engine.cloud.clock.now() };
    engine.functions.attach('invoke-config', name, qualifier, config);
    return describe(engine, name, qualifier, config, context);
  };
  const existing = (input: ConfigInput, context: CallContext) => {
    const { name, qualifier = LATEST } = engine.resolve(input.FunctionName, input.Qualifier, context);
    const config = engine.functions.attachment<InvokeConfig>('invoke-config', name, qualifier);
    if (!config)
      throw notFound(`The function ${engine.arn(name, context, qualifier)} doesn't have an EventInvokeConfig`);
    return { name, qualifier, config };
  };
  return {
    PutFunctionEventInvokeConfig: (input, context) => put(input, context, DEFAULT_INVOKE_CONFIG),
    UpdateFunctionEventInvokeConfig: (input, context) => put(input, context, existing(input, context).config),
    GetFunctionEventInvokeConfig: (input, context) => {
      const { name, qualifier, config } = existing(input, context);
      return describe(engine, name, qualifier, config, context);
    },
    ListFunctionEventInvokeConfigs: (input, context) => {
      const { name } = engine.entry(input.FunctionName, context);
      const all = engine.functions.attachments<InvokeConfig>('invoke-config', name);
      return {
        FunctionEventInvokeConfigs: all.map(({ qualifier, body }) => describe(engine, name, qualifier, body, context)),
      };
    },
    DeleteFunctionEventInvokeConfig: (input, context) => {
      const { name, qualifier } = existing(input, context);
      engine.functions.detach('invoke-config', name, qualifier);
    },
  };
}

function merge(input: ConfigInput, before: InvokeConfig): InvokeConfig {
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age, DestinationConfig } = input;
  if (retries !== undefined && !(retries >= 0 && retries <= 2))
    throw validation(
      `1 validation error detected: Value '${retries}' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2`,
    );
  if (age !== undefined && !(age >= 60 && age <= 21_600))
    throw validation(
      `1 validation error detected: Value '${age}' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value ${age < 60 ? 'greater than or equal to 60' : 'less than or equal to 21600'}`,
    );
  return {
    MaximumRetryAttempts: retries ?? before.MaximumRetryAttempts,
    MaximumEventAgeInSeconds: age ?? before.MaximumEventAgeInSeconds,
    OnSuccess: destination(DestinationConfig?.OnSuccess?.Destination) ?? before.OnSuccess,
    OnFailure: destination(DestinationConfig?.OnFailure?.Destination) ?? before.OnFailure,
    modified: 0,
  };
}

function destination(arn: string | undefined): string | undefined {
  if (arn !== undefined && !/^arn:aws[\w-]*:(sqs|sns|lambda|events):/.test(arn))
    throw invalidParameter(`The destination ARN ${arn} is invalid.`);
  return arn;
}

function describe(
  engine: LambdaEngine,
  name: string,
  qualifier: string,
  config: InvokeConfig,
  context: CallContext,
): object {
  const { OnSuccess, OnFailure, modified, ...rest } = config;
  return {
    ...rest,
    LastModified: modified / 1000,
    FunctionArn: engine.arn(name, context, qualifier),
    DestinationConfig: {
      OnSuccess: OnSuccess ? { Destination: OnSuccess } : {},
      OnFailure: OnFailure ? { Destination: OnFailure } : {},
    },
  };
}
