import type { Cloud, Service } from '../cloud.ts';
import {
  createBackup,
  deleteBackup,
  describeBackup,
  listBackups,
  restoreTableFromBackup,
  restoreTableToPointInTime,
} from './actions/backups.ts';
import { batchExecuteStatement } from './actions/batch-execute-statement.ts';
import { batchGetItem } from './actions/batch-get-item.ts';
import { batchWriteItem } from './actions/batch-write-item.ts';
import { describeContinuousBackups, updateContinuousBackups } from './actions/continuous-backups.ts';
import {
  describeContributorInsights,
  listContributorInsights,
  updateContributorInsights,
} from './actions/contributor-insights.ts';
import { createTable } from './actions/create-table.ts';
import { deleteItem } from './actions/delete-item.ts';
import { executeStatement } from './actions/execute-statement.ts';
import { executeTransaction } from './actions/execute-transaction.ts';
import { getItem } from './actions/get-item.ts';
import { notSupported } from './actions/not-supported.ts';
import { putItem } from './actions/put-item.ts';
import { query } from './actions/query.ts';
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './actions/resource-policy.ts';
import { scan } from './actions/scan.ts';
import {
  deleteTable,
  describeEndpoints,
  describeLimits,
  describeTable,
  listTables,
} from './actions/simple-table-actions.ts';
import { listTagsOfResource, tagResource, untagResource } from './actions/tagging.ts';
import { describeTimeToLive, updateTimeToLive } from './actions/time-to-live.ts';
import { transactGetItems } from './actions/transact-get-items.ts';
import { transactWriteItems } from './actions/transact-write-items.ts';
import { updateItem } from './actions/update-item.ts';
import { updateTable } from './actions/update-table.ts';
import { BackupStore } from './backups/backup-store.ts';
import type { Engine } from './engine.ts';
import { Expirer } from './items/expirer.ts';
import { ItemStore } from './items/item-store.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './streams/actions.ts';
import { StreamLog } from './streams/stream-log.ts';
import { TRIM_EVERY_MS, Trimmer } from './streams/trimmer.ts';
import { settle } from './tables/lifecycle.ts';
import { Registry } from './tables/registry.ts';

export interface DynamoDbOptions {
  /** How long a table stays CREATING, UPDATING or DELETING, in milliseconds; 0 is at once. */
  readonly tableDelayMs?: number;
  /** How many shards a new stream has. */
  readonly shards?: number;
  /** The streams' log, for who wants to split shards; it is made here unless given. */
  readonly streams?: StreamLog;
  /** How often stream records that nobody can read any more are deleted, in milliseconds; 10 minutes unless given. */
  readonly trimEveryMs?: number;
}

const DEFAULT_TABLE_DELAY_MS = 250;

/** DynamoDB: tables and items. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
export function createDynamoDbService(cloud: Cloud, options: DynamoDbOptions = {}): Service {
  const streams = options.streams ?? new StreamLog(cloud, options.shards ?? 1);
  const engine: Engine = {
    cloud,
    streams,
    registry: new Registry(cloud.store),
    backups: new BackupStore(cloud.store),
    items: new ItemStore(cloud.store, streams),
    tableDelayMs: options.tableDelayMs ?? DEFAULT_TABLE_DELAY_MS,
  };
  const trimmer = new Trimmer(cloud.clock, streams, options.trimEveryMs ?? TRIM_EVERY_MS);
  const expirer = new Expirer(engine);
  return {
    name: 'dynamodb',
    actions: {
      BatchExecuteStatement: batchExecuteStatement(engine),
      BatchGetItem: batchGetItem(engine),
      BatchWriteItem: batchWriteItem(engine),
      CreateBackup: createBackup(engine),
      CreateTable: createTable(engine),
      DeleteBackup: deleteBackup(engine),
      DeleteItem: deleteItem(engine),
      DeleteTable: deleteTable(engine),
      DescribeBackup: describeBackup(engine),
      DescribeEndpoints: describeEndpoints(engine),
      DescribeLimits: describeLimits(),
      DescribeTable: describeTable(engine),
      ExecuteStatement: executeStatement(engine),
      ExecuteTransaction: executeTransaction(engine),
      GetItem: getItem(engine),
      ListBackups: listBackups(engine),
      ListTables: listTables(engine),
      ListTagsOfResource: listTagsOfResource(engine),
      PutItem: putItem(engine),
      Query: query(engine),
      RestoreTableFromBackup: restoreTableFromBackup(engine),
      RestoreTableToPointInTime: restoreTableToPointInTime(engine),
      Scan: scan(engine),
      TagResource: tagResource(engine),
      UntagResource: untagResource(engine),
      TransactGetItems: transactGetItems(engine),
      TransactWriteItems: transactWriteItems(engine),
      DeleteResourcePolicy: deleteResourcePolicy(engine),
      GetResourcePolicy: getResourcePolicy(engine),
      PutResourcePolicy: putResourcePolicy(engine),
      DescribeContributorInsights: describeContributorInsights(engine),
      ListContributorInsights: listContributorInsights(engine),
      UpdateContributorInsights: updateContributorInsights(engine),
      DescribeContinuousBackups: describeContinuousBackups(engine),
      DescribeTimeToLive: describeTimeToLive(engine),
      UpdateContinuousBackups: updateContinuousBackups(engine),
      UpdateItem: updateItem(engine),
      UpdateTable: updateTable(engine),
      UpdateTimeToLive: updateTimeToLive(engine),
      ...notSupported,
    },
    start() {
      for (const { name } of engine.registry.all()) settle(engine, name);
      trimmer.start();
      expirer.start();
    },
    stop() {
      trimmer.stop();
      expirer.stop();
    },
  };
}

/** DynamoDB Streams: the changes of the tables' items. It reads what the DynamoDB service of the same cloud writes. */
export function createDynamoDbStreamsService(cloud: Cloud): Service {
  const streams = new StreamLog(cloud, 1);
  return {
    name: 'dynamodbstreams',
    actions: {
      DescribeStream: describeStream(streams),
      GetRecords: getRecords(cloud, streams),
      GetShardIterator: getShardIterator(cloud, streams),
      ListStreams: listStreams(streams),
    },
  };
}
