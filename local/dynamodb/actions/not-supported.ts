import type { Action } from '../../cloud.ts';
import { NotSupportedError } from '../../errors.ts';

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'export and import': [
    'DescribeExport',
    'DescribeImport',
    'ExportTableToPointInTime',
    'ImportTable',
    'ListExports',
    'ListImports',
  ],
  'global tables': [
    'CreateGlobalTable',
    'DescribeGlobalTable',
    'DescribeGlobalTableSettings',
    'DescribeTableReplicaAutoScaling',
    'ListGlobalTables',
    'UpdateGlobalTable',
    'UpdateGlobalTableSettings',
    'UpdateTableReplicaAutoScaling',
  ],
  'streaming to Kinesis': [
    'DescribeKinesisStreamingDestination',
    'DisableKinesisStreamingDestination',
    'EnableKinesisStreamingDestination',
    'UpdateKinesisStreamingDestination',
  ],
};

/** What DynamoDB has and this engine has not is refused by its name. */
export const notSupported: Readonly<Record<string, Action>> = Object.fromEntries(
  Object.entries(NAMES).flatMap(([feature, names]) =>
    names.map((name): [string, Action] => [
      name,
      () => {
        throw new NotSupportedError(`dynamodb:${name} (${feature})`);
      },
    ]),
  ),
);
