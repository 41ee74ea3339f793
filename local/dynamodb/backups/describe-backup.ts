import type { IndexDescription } from '../tables/table.ts';
import type { Backup } from './backup-store.ts';

/** `BackupDetails`, which all answers about backups have. */
export const detailsOf = ({ arn, name, created, table }: Backup, status = 'AVAILABLE') => ({
  BackupArn: arn,
  BackupName: name,
  BackupSizeBytes: table.TableSizeBytes,
  BackupStatus: status,
  BackupType: 'USER',
  BackupCreationDateTime: created,
});

/** `BackupDescription`: the backup, and the table as it was. */
export const descriptionOf = (backup: Backup, status = 'AVAILABLE') => ({
  BackupDetails: detailsOf(backup, status),
  SourceTableDetails: sourceOf(backup),
  SourceTableFeatureDetails: featuresOf(backup),
});

function sourceOf({ table }: Backup) {
  const { TableName, TableArn, KeySchema, ProvisionedThroughput: units } = table;
  return {
    TableName,
    TableId: table.TableId,
    TableArn,
    TableSizeBytes: table.TableSizeBytes,
    KeySchema,
    TableCreationDateTime: table.CreationDateTime,
    ProvisionedThroughput: { ReadCapacityUnits: units.ReadCapacityUnits, WriteCapacityUnits: units.WriteCapacityUnits },
    ItemCount: table.ItemCount,
    BillingMode: table.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    ...(table.OnDemandThroughput !== undefined && { OnDemandThroughput: table.OnDemandThroughput }),
  };
}

function featuresOf({ table, ttlAttribute }: Backup) {
  const { GlobalSecondaryIndexes: globals, LocalSecondaryIndexes: locals, StreamSpecification, SSEDescription } = table;
  return {
    ...(locals && { LocalSecondaryIndexes: locals.map((index) => indexInfo(index, false)) }),
    ...(globals && { GlobalSecondaryIndexes: globals.map((index) => indexInfo(index, true)) }),
    ...(StreamSpecification && { StreamDescription: StreamSpecification }),
    ...(ttlAttribute !== undefined && {
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
    }),
    ...(SSEDescription !== undefined && { SSEDescription }),
  };
}

const indexInfo = (
  { IndexName, KeySchema, Projection, ProvisionedThroughput: units }: IndexDescription,
  has: boolean,
) => ({
  IndexName,
  KeySchema,
  Projection,
  ...(has &&
    units && {
      ProvisionedThroughput: {
        ReadCapacityUnits: units.ReadCapacityUnits,
        WriteCapacityUnits: units.WriteCapacityUnits,
      },
    }),
});
