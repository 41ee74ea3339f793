import { delimiter } from 'node:path';
import type { CallContext, Cloud } from '../cloud.ts';
import type { FunctionRecord } from './function-record.ts';

/**
 * The variables that a function sees: its own and Lambda's. Nothing of this process's environment leaks in, but for `PATH` and
 * `TZ`. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(
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
