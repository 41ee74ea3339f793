import { validation } from '../../errors.ts';
import type { IndexDescription, KeyElement, StreamView, TableDescription, Throughput } from './table.ts';

export interface StreamSpecification {
  StreamEnabled?: boolean;
  StreamViewType?: StreamView;
}

/** A CreateTable request whose members have the right shapes. */
export interface CreateTableRequest {
  TableName: string;
  AttributeDefinitions: TableDescription['AttributeDefinitions'];
  KeySchema: KeyElement[];
  BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  ProvisionedThroughput?: Throughput;
  LocalSecondaryIndexes?: IndexDescription[];
  GlobalSecondaryIndexes?: IndexDescription[];
  StreamSpecification?: StreamSpecification;
  SSESpecification?: { Enabled?: boolean; SSEType?: string; KMSMasterKeyId?: string };
  TableClass?: string;
  DeletionProtectionEnabled?: boolean;
  Tags?: { Key: string; Value: string }[];
  [other: string]: unknown;
}

const MAX_UNITS = 1_000_000_000_000;

export const invalid = (what: string) => validation(`One or more parameter values were invalid: ${what}`);

const PAY_PER_REQUEST_UNITS =
  'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST';

export function checkUnits({ ReadCapacityUnits: read, WriteCapacityUnits: write }: Throughput): void {
  if (read > MAX_UNITS) throw validation(`Given value ${read} for ReadCapacityUnits is out of bounds`);
  if (write > MAX_UNITS) throw validation(`Given value ${write} for WriteCapacityUnits is out of bounds`);
}

export const exceedsUnits = ({ ReadCapacityUnits: read, WriteCapacityUnits: write }: Throughput): boolean =>
  read > MAX_UNITS || write > MAX_UNITS;

export function checkCreateTable(request: CreateTableRequest): void {
  checkBilling(request);
  checkKeys(request);
  checkNewStream(request.StreamSpecification);
}

function checkBilling({ BillingMode: mode, ProvisionedThroughput: throughput }: CreateTableRequest): void {
  if (mode === 'PAY_PER_REQUEST') {
    if (throughput) throw invalid(PAY_PER_REQUEST_UNITS);
    return;
  }
  if (!throughput)
    throw invalid('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  checkUnits(throughput);
}

export const payPerRequestUnits = () => invalid(PAY_PER_REQUEST_UNITS);

export const names = (schema: readonly KeyElement[]): string[] => schema.map(({ AttributeName }) => AttributeName);

function checkKeys({
  AttributeDefinitions,
  KeySchema,
  LocalSecondaryIndexes,
  GlobalSecondaryIndexes,
}: CreateTableRequest) {
  const defined = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const twice = defined.find((name, index) => defined.indexOf(name) !== index);
  if (twice !== undefined) throw validation(`Attribute Name is duplicated: ${twice}`);
  const keys = names(KeySchema);
  if (keys.length > defined.length) throw validation('Invalid KeySchema: Some index key attribute have no definition');
  checkDefined(keys, defined);
  checkKeyTypes(KeySchema);
  if (!LocalSecondaryIndexes && !GlobalSecondaryIndexes && keys.length !== defined.length)
    throw invalid(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
}

/** Each definition is part of a key. */
export function checkAllUsed(request: CreateTableRequest): void {
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = request;
  const defined = AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes];
  const used = new Set([KeySchema, ...indexes.map((index) => index.KeySchema)].flatMap(names));
  if (indexes.length && !defined.every((name) => used.has(name)))
    throw invalid(
      'Some AttributeDefinitions are not used. ' +
        `AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
}

export function checkDefined(keys: readonly string[], defined: readonly string[]): void {
  if (keys.every((key) => defined.includes(key))) return;
  throw invalid(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

export function checkKeyTypes([first, second]: readonly KeyElement[]): void {
  if (second && first?.AttributeName === second.AttributeName)
    throw validation('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  if (first?.KeyType !== 'HASH')
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (second && second.KeyType !== 'RANGE')
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
}

export function checkNewStream({ StreamEnabled: enabled, StreamViewType: view }: StreamSpecification = {}): void {
  if (enabled && !view) throw invalid('Table is being created with a stream enabled, UpdateViewType is required');
  if (!enabled && view)
    throw invalid('Table is being created with a stream disabled, UpdateViewType should not be specified');
}

export function checkStreamUpdate({ StreamEnabled: enabled, StreamViewType: view }: StreamSpecification = {}): void {
  if (enabled && !view) throw invalid('If stream is being enabled then UpdateViewType is required');
  if (!enabled && view) throw invalid('If stream is being disabled, then UpdateViewType must not be specified');
}
