import { createHash } from 'node:crypto';
import type { Action, CallContext } from '../../cloud.ts';
import type { LambdaEngine } from '../engine.ts';
import { conflict, invalidParameter, notFound } from '../errors.ts';
import { pageOf } from '../paging.ts';
import { lambdaTime } from './functions.ts';

/** A function's own HTTP endpoint. */
export interface UrlConfig {
  readonly AuthType: string;
  readonly InvokeMode: string;
  readonly Cors?: object;
  readonly CreationTime: string;
  readonly LastModifiedTime: string;
}

interface UrlInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly AuthType?: string;
  readonly InvokeMode?: string;
  readonly Cors?: object;
}

/** Create, Get, Update, List and DeleteFunctionUrlConfig. The URL that is answered is one that this runtime serves. */
export function urlConfigActions(engine: LambdaEngine): Record<string, Action> {
  const read = (input: UrlInput, context: CallContext) => {
    const { name, qualifier = '' } = engine.resolve(input.FunctionName, input.Qualifier, context);
    return { name, qualifier, config: engine.functions.attachment<UrlConfig>('url', name, qualifier) };
  };
  const existing = (input: UrlInput, context: CallContext) => {
    const { config, ...where } = read(input, context);
    if (!config) throw notFound('The resource you requested does not exist.');
    return { ...where, config };
  };
  const write = (name: string, qualifier: string, input: UrlInput, context: CallContext, before?: UrlConfig) => {
    const config = merge(engine, input, before);
    engine.functions.attach('url', name, qualifier, config);
    return describe(engine, name, qualifier, config, context);
  };
  return {
    CreateFunctionUrlConfig: (input, context) => {
      const { name, qualifier, config } = read(input, context);
      if (config)
        throw conflict(
          `Failed to create function url config for [functionArn = ${engine.arn(name, context)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      return write(name, qualifier, input, context);
    },
    UpdateFunctionUrlConfig: (input, context) => {
      const { name, qualifier, config } = existing(input, context);
      return write(name, qualifier, input, context, config);
    },
    GetFunctionUrlConfig: (input, context) => {
      const { name, qualifier, config } = existing(input, context);
      return describe(engine, name, qualifier, config, context);
    },
    ListFunctionUrlConfigs: (input, context) => {
      const name = input.FunctionName === undefined ? undefined : engine.entry(input.FunctionName, context).name;
      const { items, NextMarker } = pageOf(engine.functions.attachments<UrlConfig>('url', name), input);
      const FunctionUrlConfigs = items.map((item) => describe(engine, item.name, item.qualifier, item.body, context));
      return { FunctionUrlConfigs, NextMarker };
    },
    DeleteFunctionUrlConfig: (input, context) => {
      const { name, qualifier } = existing(input, context);
      engine.functions.detach('url', name, qualifier);
    },
  };
}

function merge(engine: LambdaEngine, input: UrlInput, before?: UrlConfig): UrlConfig {
  const AuthType = input.AuthType ?? before?.AuthType ?? '';
  if (AuthType !== 'NONE' && AuthType !== 'AWS_IAM') throw invalidParameter(`Invalid AuthType: ${AuthType}`);
  const InvokeMode = input.InvokeMode ?? before?.InvokeMode ?? 'BUFFERED';
  if (InvokeMode !== 'BUFFERED' && InvokeMode !== 'RESPONSE_STREAM')
    throw invalidParameter(`Invalid InvokeMode: ${InvokeMode}`);
  const now = lambdaTime(engine).replace('+0000', 'Z');
  const CreationTime = before?.CreationTime ?? now;
  return { AuthType, InvokeMode, Cors: input.Cors ?? before?.Cors, CreationTime, LastModifiedTime: now };
}

/** The id in the URL, always the same for a function and qualifier. */
export const urlId = (name: string, qualifier: string): string =>
  createHash('sha256').update(`${name}:${qualifier}`).digest('hex').slice(0, 32);

function describe(
  engine: LambdaEngine,
  name: string,
  qualifier: string,
  config: UrlConfig,
  context: CallContext,
): object {
  return {
    ...config,
    // By path: not every machine resolves names below localhost, as `<id>.lambda-url.localhost` would be.
    FunctionUrl: `${engine.cloud.endpoint || 'http://127.0.0.1'}/_lambda-url/${urlId(name, qualifier)}/`,
    FunctionArn: engine.arn(name, context, qualifier || undefined),
  };
}
