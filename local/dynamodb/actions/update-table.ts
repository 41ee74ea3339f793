import type { Action, CallContext } from '../../cloud.ts';
import { AwsError, NotSupportedError, validation } from '../../errors.ts';
import { type Engine, tableAction } from '../engine.ts';
import { updateTable as members } from '../requests/table-shapes.ts';
import { checkEncryptionChange, checkLimits, checkSettings } from '../tables/check-settings.ts';
import {
  type CreateTableRequest,
  checkStreamUpdate,
  checkUnits,
  invalid,
  payPerRequestUnits,
} from '../tables/check-table.ts';
import { describe } from '../tables/describe.ts';
import { changeIndexes, checkIndexUpdates, fillIndexes, type IndexUpdate } from '../tables/index-updates.ts';
import { settleLater } from '../tables/lifecycle.ts';
import { settings } from '../tables/new-table.ts';
import { disableStream, enableStream } from '../tables/streaming.ts';
import { dropUnusedDefinitions, type TableDescription, type TableRecord } from '../tables/table.ts';
import { checkThroughputUpdates, updateBilling, updateThroughput } from '../tables/throughput.ts';

export interface UpdateTableRequest extends Partial<CreateTableRequest> {
  TableName: string;
  GlobalSecondaryIndexUpdates?: IndexUpdate[];
  ReplicaUpdates?: object[];
}

/** What may be changed; at least one must be given. */
const CHANGES = [
  'ProvisionedThroughput',
  'BillingMode',
  'StreamSpecification',
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = (engine: Engine): Action =>
  tableAction<UpdateTableRequest>(members, (request, context) => {
    checkRequest(request);
    const table = engine.registry.existing(request.TableName);
    const record = structuredClone(table.record);
    const { description } = record;
    if (description.TableStatus !== 'ACTIVE')
      throw new AwsError(
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: Table is being ${description.TableStatus === 'UPDATING' ? 'updated' : description.TableStatus.toLowerCase().replace('ing', 'ed')}: ${request.TableName}`,
      );
    checkThroughputUpdates(record, request);
    const indexes = request.GlobalSecondaryIndexUpdates ?? [];
    change(engine, record, request, context);
    description.TableStatus = 'UPDATING';
    fillIndexes(engine, engine.registry.save(record), indexes);
    const answer = { TableDescription: describe(engine, engine.registry.existing(request.TableName)) };
    settleLater(engine, request.TableName);
    return answer;
  });

function checkRequest(request: UpdateTableRequest): void {
  if (request.ReplicaUpdates?.length) throw new NotSupportedError('replicas of a table in other regions');
  if (CHANGES.every((name) => request[name] === undefined) && !request.GlobalSecondaryIndexUpdates?.length)
    throw validation(NOTHING_TO_CHANGE);
  checkSettings(request);
  checkAlone(request);
  checkTogether(request);
  if (request.BillingMode === 'PROVISIONED' && !request.ProvisionedThroughput)
    throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  if (request.ProvisionedThroughput) checkUnits(request.ProvisionedThroughput);
  checkIndexUpdates(request.GlobalSecondaryIndexUpdates ?? []);
  if (request.StreamSpecification) checkStreamUpdate(request.StreamSpecification);
}

const NOTHING_TO_CHANGE =
  'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ' +
  'ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, ' +
  'OnDemandThroughput, WarmThroughput or TableClass is required';

/** What changes by itself only, and how AWS calls it. */
const ALONE: Readonly<Record<string, string>> = {
  SSESpecification: 'Server-Side Encryption modification',
  TableClass: 'TableClass modification',
  DeletionProtectionEnabled: 'DeletionProtection modification',
  WarmThroughput: 'WarmThroughput',
};

function checkAlone(request: UpdateTableRequest): void {
  const given = [...CHANGES, 'GlobalSecondaryIndexUpdates'].filter((name) => request[name] !== undefined);
  for (const [name, what] of Object.entries(ALONE))
    if (given.includes(name) && given.length > 1) throw invalid(`${what} must be the only operation in the request`);
}

/** What an update does not name stays as it was; a maximum of -1 is none. */
function keepLimits(description: TableDescription, warm: unknown): void {
  if (description.WarmThroughput)
    Object.assign(description.WarmThroughput, { ...(warm ?? {}), ...description.WarmThroughput });
  const left = Object.entries(description.OnDemandThroughput ?? {}).filter(([, units]) => units !== -1);
  if (left.length) description.OnDemandThroughput = Object.fromEntries(left);
  else delete description.OnDemandThroughput;
}

/** What may not change along with what. */
function checkTogether(request: UpdateTableRequest): void {
  const indexes = request.GlobalSecondaryIndexUpdates?.some(({ Create, Delete }) => Create ?? Delete);
  if (request.ProvisionedThroughput && request.StreamSpecification)
    throw invalid('You cannot modify stream status while updating table IOPS');
  if (request.ProvisionedThroughput && indexes)
    throw invalid('You cannot create or delete index while updating table IOPS');
  if (request.StreamSpecification && indexes)
    throw invalid('You cannot create or delete index while changing stream status');
  const given = [...CHANGES, 'GlobalSecondaryIndexUpdates'].filter((name) => request[name] !== undefined);
  if (request.OnDemandThroughput !== undefined && given.some((name) => !ON_DEMAND_CHANGES.includes(name)))
    throw invalid('OnDemandThroughput can only be combined with BillingMode in an UpdateTable request');
}

const ON_DEMAND_CHANGES = ['OnDemandThroughput', 'BillingMode'];

function change(engine: Engine, record: TableRecord, request: UpdateTableRequest, context: CallContext): void {
  const now = engine.cloud.clock.now() / 1000;
  if (request.ProvisionedThroughput && modeOf(record, request) === 'PAY_PER_REQUEST') throw payPerRequestUnits();
  checkLimits(request, record.description, modeOf(record, request));
  checkEncryptionChange(record.description, request.SSESpecification);
  updateThroughput(record, request, now);
  updateBilling(record, request.BillingMode);
  define(record, request.AttributeDefinitions ?? []);
  checkDefinitions(request);
  changeIndexes(engine, record, request.GlobalSecondaryIndexUpdates ?? []);
  dropUnusedDefinitions(record);
  if (request.StreamSpecification) changeStream(engine, record, request.StreamSpecification, context.region);
  const { WarmThroughput: warm } = record.description;
  Object.assign(record.description, settings(engine, request, context));
  keepLimits(record.description, warm);
  if (request.SSESpecification?.Enabled === false) delete record.description.SSEDescription;
}

/** A new index comes with its attributes' definitions, even if the table has them. */
function checkDefinitions({
  GlobalSecondaryIndexUpdates: updates = [],
  AttributeDefinitions,
}: UpdateTableRequest): void {
  const created = updates.find(({ Create }) => Create)?.Create;
  if (created && !AttributeDefinitions)
    throw invalid(`AttributeDefinitions is not specified for index: ${created.IndexName}`);
}

/** What the table knows already keeps its type. */
function define({ description }: TableRecord, definitions: CreateTableRequest['AttributeDefinitions']): void {
  const { AttributeDefinitions: known } = description;
  for (const definition of definitions)
    if (!known.some(({ AttributeName }) => AttributeName === definition.AttributeName)) known.push(definition);
}

export const modeOf = ({ description }: TableRecord, request: UpdateTableRequest): string =>
  request.BillingMode ?? description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';

function changeStream(
  engine: Engine,
  record: TableRecord,
  { StreamEnabled: enabled, StreamViewType: view }: NonNullable<CreateTableRequest['StreamSpecification']>,
  region: string,
): void {
  const streams = record.description.StreamSpecification?.StreamEnabled === true;
  if (streams === enabled)
    throw validation(
      `Table ${enabled ? 'already has an enabled stream' : 'has no stream to disable'}: TableName: ${record.description.TableName}`,
    );
  if (enabled && view) enableStream(engine, record, view, region);
  else disableStream(engine, record);
}
