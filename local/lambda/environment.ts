import { delimiter } from 'node:path';
import type { CallContext, Cloud } from '../cloud.ts';
import type { LambdaEngine } from './engine.ts';
import type { FunctionRecord } from './function-record.ts';
import type { SandboxSpec } from './sandbox/sandbox.ts';

/**
 * The variables that a function sees: its own and Lambda's. Nothing of this process's environment leaks in, but for `PATH` and
 * `TZ`. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function environmentOf(
  cloud: Cloud,
  record: FunctionRecord,
  context: CallContext,
  place: { taskRoot: string; logStream: string },
): Record<string, string> {
  return {
    PATH: ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_ENDPOINT_URL: cloud.endpoint,
    ...record.Environment,
    _HANDLER: record.Handler,
    LAMBDA_TASK_ROOT: place.taskRoot,
    AWS_EXECUTION_ENV: `AWS_Lambda_${record.Runtime}`,
    AWS_REGION: context.region,
    AWS_DEFAULT_REGION: context.region,
    AWS_ACCESS_KEY_ID: context.account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    AWS_LAMBDA_FUNCTION_NAME: record.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: record.Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(record.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: record.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_LOG_FORMAT: record.LoggingConfig.LogFormat,
  };
}

/** What a new execution environment of the function is made of: its code on disk, its variables, a log stream of its own. */
export function sandboxSpec({ cloud, code }: LambdaEngine, record: FunctionRecord, context: CallContext): SandboxSpec {
  const day = new Date(cloud.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[${record.Version}]${cloud.clock.bytes(16).toString('hex')}`;
  const taskRoot = code.folderOf(record.CodeSha256);
  return {
    functionName: record.FunctionName,
    version: record.Version,
    handler: record.Handler,
    taskRoot,
    memoryMb: record.MemorySize,
    env: environmentOf(cloud, record, context, { taskRoot, logStream }),
    callbacks: Number(/\d+/.exec(record.Runtime)?.[0]) < 24,
    logGroup: record.LoggingConfig.LogGroup,
    logStream,
    jsonLogs: record.LoggingConfig.LogFormat === 'JSON',
    logLevel: record.LoggingConfig.ApplicationLogLevel ?? 'TRACE',
  };
}
