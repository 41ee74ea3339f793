import type { Action, CallContext } from '../../cloud.ts';
import { AwsError, NotSupportedError, validation } from '../../errors.ts';
import type { Backup } from '../backups/backup-store.ts';
import { descriptionOf, detailsOf } from '../backups/describe-backup.ts';
import { type RestoreRequest, restore } from '../backups/restore.ts';
import { action, type Engine, tableAction, tableNameOf } from '../engine.ts';
import {
  backupArn,
  createBackup as createMembers,
  listBackups as listMembers,
  restoreFromBackup,
  restoreToPointInTime,
} from '../requests/backup-shapes.ts';
import { describe } from '../tables/describe.ts';

const ARN = /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/backup\/.+$/;

const noTable = (name: string) => new AwsError('TableNotFoundException', `Table not found: ${name}`);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html */
export const createBackup = (engine: Engine): Action =>
  tableAction<{ TableName: string; BackupName: string }>(createMembers, ({ TableName, BackupName: name }) => {
    const table = engine.registry.find(TableName);
    if (!table) throw noTable(TableName);
    const { description } = table.record;
    if (description.TableStatus !== 'ACTIVE' && description.TableStatus !== 'UPDATING')
      throw new AwsError('TableInUseException', `Table is being used: ${TableName}`);
    const { clock } = engine.cloud;
    const label = `${String(clock.now()).padStart(14, '0')}-${clock.bytes(4).toString('hex')}`;
    const backup: Backup = {
      id: engine.registry.newId(),
      arn: `${description.TableArn}/backup/${label}`,
      name,
      created: clock.now() / 1000,
      table: describe(engine, table),
      ttlAttribute: table.ttlAttribute,
    };
    engine.items.copy(table.id, backup.id);
    engine.backups.save(backup);
    return { BackupDetails: detailsOf(backup, 'CREATING') };
  });

function existing({ backups }: Engine, arn: string): Backup {
  if (!ARN.test(arn)) throw validation('Invalid Backup ARN');
  const backup = backups.find(arn);
  if (!backup) throw new AwsError('BackupNotFoundException', `Backup not found: ${arn}`);
  return backup;
}

interface BackupRequest {
  BackupArn: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html */
export const describeBackup = (engine: Engine): Action =>
  action<BackupRequest>(backupArn, ({ BackupArn }) => ({
    BackupDescription: descriptionOf(existing(engine, BackupArn)),
  }));

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html */
export const deleteBackup = (engine: Engine): Action =>
  action<BackupRequest>(backupArn, ({ BackupArn }) => {
    const backup = existing(engine, BackupArn);
    engine.items.dropItems(backup.id);
    engine.backups.remove(backup.arn);
    return { BackupDescription: descriptionOf(backup, 'DELETED') };
  });

interface ListRequest {
  TableName?: string;
  Limit?: number;
  TimeRangeLowerBound?: number;
  TimeRangeUpperBound?: number;
  ExclusiveStartBackupArn?: string;
  BackupType?: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html */
export const listBackups = (engine: Engine): Action =>
  action<ListRequest>(listMembers, (request) => {
    const {
      TableName: name,
      TimeRangeLowerBound: from = 0,
      TimeRangeUpperBound: to = Number.POSITIVE_INFINITY,
    } = request;
    const { BackupType: type = 'ALL', ExclusiveStartBackupArn: start, Limit: limit = 100 } = request;
    const found = engine.backups
      .all()
      .filter(
        ({ table, created }) => (name === undefined || table.TableName === name) && created >= from && created < to,
      )
      .filter(() => type === 'ALL' || type === 'USER');
    const rest = found.slice(start === undefined ? 0 : found.findIndex(({ arn }) => arn === start) + 1);
    const page = rest.slice(0, limit);
    return {
      BackupSummaries: page.map((backup) => ({ ...summaryOf(backup), ...detailsOf(backup) })),
      ...(page.length < rest.length && { LastEvaluatedBackupArn: page.at(-1)?.arn }),
    };
  });

const summaryOf = ({ table: { TableName, TableId, TableArn } }: Backup) => ({ TableName, TableId, TableArn });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html */
export const restoreTableFromBackup = (engine: Engine): Action =>
  action<RestoreRequest & BackupRequest>(restoreFromBackup, (request, context: CallContext) => {
    const { id, table, arn } = existing(engine, request.BackupArn);
    return restore(engine, { id, table, backupArn: arn }, request, context);
  });

interface PointInTimeRequest extends RestoreRequest {
  SourceTableName?: string;
  SourceTableArn?: string;
  RestoreDateTime?: number;
  UseLatestRestorableTime?: boolean;
}

/**
 * Only the present can be restored: the past of a table is not kept here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html
 */
export const restoreTableToPointInTime = (engine: Engine): Action =>
  action<PointInTimeRequest>(restoreToPointInTime, (request, context: CallContext) => {
    const { RestoreDateTime: time, UseLatestRestorableTime: latest } = request;
    if ((time === undefined) === (latest !== true))
      throw validation(
        'Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both',
      );
    const name = tableNameOf(request.SourceTableArn ?? request.SourceTableName ?? '');
    const table = engine.registry.find(name);
    if (!table) throw noTable(name);
    if (!table.record.pointInTimeRecovery)
      throw new AwsError(
        'PointInTimeRecoveryUnavailableException',
        `Point in time recovery is not enabled for table '${name}'`,
      );
    if (time !== undefined) throw new NotSupportedError('dynamodb:RestoreTableToPointInTime of a past time');
    return restore(engine, { id: table.id, table: describe(engine, table) }, request, context);
  });
