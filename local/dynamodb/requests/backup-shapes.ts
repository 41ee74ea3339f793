import { nameLimits } from './item-shapes.ts';
import { boolean_, list_, number_, structure_, text_ } from './kinds.ts';
import type { Members } from './shape.ts';
import { keySchema, onDemandThroughput, projection, sseSpecification, throughput } from './table-shapes.ts';

// The requests of backups and restores.

const name = text_({ notNull: true, ...nameLimits });
const arn = text_({ notNull: true, shortest: 37, longest: 1024 });

export const createBackup: Members = { TableName: text_(), BackupName: name };
export const backupArn: Members = { BackupArn: arn };

export const listBackups: Members = {
  TableName: text_(nameLimits),
  Limit: number_('Integer', { atLeast: 1, atMost: 100 }),
  TimeRangeLowerBound: number_('Long'),
  TimeRangeUpperBound: number_('Long'),
  ExclusiveStartBackupArn: text_({ shortest: 37, longest: 1024 }),
  BackupType: text_({ oneOf: ['USER', 'SYSTEM', 'AWS_BACKUP', 'ALL'] }),
};

const indexMembers: Members = {
  IndexName: text_({ notNull: true, ...nameLimits }),
  KeySchema: keySchema({ notNull: true }),
  Projection: projection,
};

const overrides: Members = {
  TargetTableName: name,
  BillingModeOverride: text_({ oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] }),
  GlobalSecondaryIndexOverride: list_(
    structure_(
      'GlobalSecondaryIndex',
      { ...indexMembers, ProvisionedThroughput: throughput(), OnDemandThroughput: onDemandThroughput },
      undefined,
      'value',
    ),
  ),
  LocalSecondaryIndexOverride: list_(structure_('LocalSecondaryIndex', indexMembers, undefined, 'value')),
  ProvisionedThroughputOverride: throughput(),
  OnDemandThroughputOverride: onDemandThroughput,
  SSESpecificationOverride: sseSpecification,
};

export const restoreFromBackup: Members = { ...overrides, BackupArn: arn };

export const restoreToPointInTime: Members = {
  ...overrides,
  SourceTableName: text_(nameLimits),
  SourceTableArn: text_(),
  RestoreDateTime: number_('Long'),
  UseLatestRestorableTime: boolean_,
};
