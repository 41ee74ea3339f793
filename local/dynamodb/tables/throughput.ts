import { validation } from '../../errors.ts';
import type { UpdateTableRequest } from '../actions/update-table.ts';
import { exceedsUnits, invalid } from './check-table.ts';
import { limitExceeded, ONE_AT_A_TIME } from './index-updates.ts';
import type { TableRecord, Throughput } from './table.ts';

const MAX_INDEX_UPDATES = 5;

const blocked = () =>
  validation(
    'This operation cannot be performed with given input values. Please contact DynamoDB service team for more info: ' +
      'Action Blocked: IndexUpdate',
  );

/** Checks what an UpdateTable says of throughput against the table as it is. */
export function checkThroughputUpdates(record: TableRecord, request: UpdateTableRequest): void {
  const updates = request.GlobalSecondaryIndexUpdates ?? [];
  if (updates.length > MAX_INDEX_UPDATES) throw limitExceeded(ONE_AT_A_TIME);
  if (updates.some(({ Update }) => Update && exceedsUnits(Update.ProvisionedThroughput))) throw blocked();
  const mode = record.description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  if (request.BillingMode !== 'PROVISIONED' || mode === 'PROVISIONED') return;
  const left = (record.description.GlobalSecondaryIndexes ?? [])
    .map(({ IndexName }) => IndexName)
    .filter((name) => !updates.some(({ Update }) => Update?.IndexName === name));
  if (left.length) throw invalid(`ProvisionedThroughput must be specified for index: ${left.join(',')}`);
}

/** Notes new throughputs; they hold once the table is ACTIVE again. */
export function updateThroughput(record: TableRecord, request: UpdateTableRequest, now: number): void {
  const { description } = record;
  const pending: NonNullable<TableRecord['pending']> = { indexes: {} };
  if (request.ProvisionedThroughput) {
    checkChanges(description.ProvisionedThroughput, request.ProvisionedThroughput, now, 'table');
    pending.table = request.ProvisionedThroughput;
  }
  for (const { Update: update } of request.GlobalSecondaryIndexUpdates ?? []) {
    const index = description.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === update?.IndexName);
    if (!index?.ProvisionedThroughput || !update) continue;
    checkChanges(index.ProvisionedThroughput, update.ProvisionedThroughput, now, `index ${update.IndexName}`);
    index.IndexStatus = 'UPDATING';
    pending.indexes[update.IndexName] = update.ProvisionedThroughput;
  }
  record.pending = pending;
}

function checkChanges(current: Throughput, wanted: Throughput, now: number, of: string): void {
  const reads = wanted.ReadCapacityUnits - current.ReadCapacityUnits;
  const writes = wanted.WriteCapacityUnits - current.WriteCapacityUnits;
  if (!reads && !writes)
    throw validation(
      `The provisioned throughput for the ${of} will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for the ${of}: ${current.ReadCapacityUnits}. ` +
        `Requested ReadCapacityUnits: ${wanted.ReadCapacityUnits}. ` +
        `Current WriteCapacityUnits provisioned for the ${of}: ${current.WriteCapacityUnits}. ` +
        `Requested WriteCapacityUnits: ${wanted.WriteCapacityUnits}. ` +
        'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    );
  if (reads > 0 || writes > 0) current.LastIncreaseDateTime = now;
  if (reads < 0 || writes < 0) current.LastDecreaseDateTime = now;
}

/** What was noted comes into force. */
export function applyThroughput(record: TableRecord, now: number): void {
  const { description, pending } = record;
  if (pending?.table) apply(description.ProvisionedThroughput, pending.table, now);
  for (const index of description.GlobalSecondaryIndexes ?? []) {
    const wanted = pending?.indexes[index.IndexName];
    if (wanted && index.ProvisionedThroughput) apply(index.ProvisionedThroughput, wanted, now);
  }
  delete record.pending;
  stampBilling(record, now);
}

function apply(current: Throughput, wanted: Throughput, now: number): void {
  const reads = wanted.ReadCapacityUnits - current.ReadCapacityUnits;
  const writes = wanted.WriteCapacityUnits - current.WriteCapacityUnits;
  if (reads > 0 || writes > 0) current.LastIncreaseDateTime = now;
  else if (reads < 0 || writes < 0) {
    current.LastDecreaseDateTime = now;
    current.NumberOfDecreasesToday = (current.NumberOfDecreasesToday ?? 0) + 1;
  }
  current.ReadCapacityUnits = wanted.ReadCapacityUnits;
  current.WriteCapacityUnits = wanted.WriteCapacityUnits;
}

/** The mode holds at once, and is stamped with its time once the table is ACTIVE. */
export function updateBilling({ description }: TableRecord, mode: string | undefined): void {
  const current = description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  if (mode === undefined || mode === current) return;
  const keptTime = mode === 'PROVISIONED' ? description.BillingModeSummary : {};
  description.BillingModeSummary = { ...keptTime, BillingMode: mode };
  description.TableThroughputModeSummary = { TableThroughputMode: mode };
  if (mode === 'PROVISIONED') return;
  Object.assign(description.ProvisionedThroughput, { ReadCapacityUnits: 0, WriteCapacityUnits: 0 });
  for (const index of description.GlobalSecondaryIndexes ?? []) {
    const { NumberOfDecreasesToday = 0 } = index.ProvisionedThroughput ?? {};
    index.ProvisionedThroughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday };
  }
}

function stampBilling({ description }: TableRecord, now: number): void {
  const { BillingModeSummary: billing, TableThroughputModeSummary: throughput } = description;
  if (billing?.BillingMode !== 'PAY_PER_REQUEST' || billing.LastUpdateToPayPerRequestDateTime !== undefined) return;
  billing.LastUpdateToPayPerRequestDateTime = now;
  if (throughput) throughput.LastUpdateToPayPerRequestDateTime = now;
}
