import type { Action } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { type Engine, tableAction } from '../engine.ts';
import { updateContinuousBackups as members, onlyTableName } from '../requests/table-shapes.ts';
import type { Table } from '../tables/table.ts';

interface UpdateRequest {
  TableName: string;
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number };
}

const DEFAULT_DAYS = 35;

function existing({ registry }: Engine, name: string): Table {
  const table = registry.find(name);
  if (table) return table;
  throw new AwsError('TableNotFoundException', `Table not found: ${name}`);
}

/**
 * The setting is kept and answered; what a table held in the past is not.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export const updateContinuousBackups = (engine: Engine): Action =>
  tableAction<UpdateRequest>(members, ({ TableName, PointInTimeRecoverySpecification: wanted }) => {
    const { record } = existing(engine, TableName);
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = DEFAULT_DAYS } = wanted;
    if (!enabled && wanted.RecoveryPeriodInDays !== undefined)
      throw validation('Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.');
    if (enabled) record.pointInTimeRecovery = { enabledAt: engine.cloud.clock.now() / 1000, days };
    else delete record.pointInTimeRecovery;
    return described(engine, engine.registry.save(record));
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const describeContinuousBackups = (engine: Engine): Action =>
  tableAction<{ TableName: string }>(onlyTableName, ({ TableName }) => described(engine, existing(engine, TableName)));

function described({ cloud }: Engine, { record: { pointInTimeRecovery: recovery } }: Table): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: recovery.enabledAt,
            LatestRestorableDateTime: cloud.clock.now() / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}
