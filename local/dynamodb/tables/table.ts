/** The types that a key may have. */
export type KeyType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export interface Throughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
  NumberOfDecreasesToday?: number;
  LastIncreaseDateTime?: number;
  LastDecreaseDateTime?: number;
}

export interface KeyElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface Projection {
  ProjectionType?: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
  NonKeyAttributes?: string[];
}

export interface IndexDescription {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: Projection;
  ProvisionedThroughput?: Throughput;
  IndexStatus?: string;
  IndexSizeBytes?: number;
  ItemCount?: number;
  IndexArn?: string;
  [other: string]: unknown;
}

/** What DescribeTable answers, but for what is counted. */
export interface TableDescription {
  TableName: string;
  TableArn: string;
  TableStatus: 'CREATING' | 'UPDATING' | 'ACTIVE' | 'DELETING';
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[];
  KeySchema: KeyElement[];
  ProvisionedThroughput: Throughput;
  BillingModeSummary?: { BillingMode: string; LastUpdateToPayPerRequestDateTime?: number };
  TableThroughputModeSummary?: { TableThroughputMode: string; LastUpdateToPayPerRequestDateTime?: number };
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: StreamView };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
  DeletionProtectionEnabled?: boolean;
  RestoreSummary?: { RestoreInProgress: boolean; [other: string]: unknown };
  [other: string]: unknown;
}

/** What is kept of a table, as JSON. */
export interface TableRecord {
  readonly id: number;
  /** A row id for each index, by name; an index that is made again gets a new one. */
  indexIds: Record<string, number>;
  description: TableDescription;
  ttlAttribute?: string;
  pointInTimeRecovery?: { enabledAt: number; days: number };
  tags: Record<string, string>;
  /** By index; that of the table itself has the empty name. */
  contributorInsights?: Record<string, { enabled: boolean; mode: string; at: number }>;
  /** By ARN: the table's own, and those of its streams. */
  policies?: Record<string, { policy: string; revision: string }>;
  /** Throughputs that hold once the table is ACTIVE again. */
  pending?: { table?: Throughput; indexes: Record<string, Throughput> };
}

export interface Index {
  readonly id: number;
  readonly name: string;
  readonly isGlobal: boolean;
  readonly keys: readonly KeyAttribute[];
  /** The attributes that it holds; undefined if all. */
  readonly attributes: ReadonlySet<string> | undefined;
}

/** A table as the item API sees it; made anew from the record whenever that changes. */
export interface Table {
  readonly record: TableRecord;
  readonly id: number;
  readonly name: string;
  readonly keys: readonly KeyAttribute[];
  /** Global indexes first, as DynamoDB checks them. */
  readonly indexes: readonly Index[];
  readonly stream: { readonly arn: string; readonly view: StreamView } | undefined;
  readonly ttlAttribute: string | undefined;
}

export function tableOf(record: TableRecord): Table {
  const { description } = record;
  const keysOf = (schema: readonly KeyElement[]) =>
    schema.map(({ AttributeName: name }): KeyAttribute => {
      const definition = description.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
      return { name, type: definition?.AttributeType ?? 'S' };
    });
  const keys = keysOf(description.KeySchema);
  const indexOf = (isGlobal: boolean) => (index: IndexDescription) => {
    const indexKeys = keysOf(index.KeySchema);
    const id = record.indexIds[index.IndexName] ?? 0;
    return {
      id,
      name: index.IndexName,
      isGlobal,
      keys: indexKeys,
      attributes: projected(index, [...keys, ...indexKeys]),
    };
  };
  const { LatestStreamArn: arn, StreamSpecification: specification } = description;
  return {
    record,
    id: record.id,
    name: description.TableName,
    keys,
    indexes: [
      ...(description.GlobalSecondaryIndexes ?? []).map(indexOf(true)),
      ...(description.LocalSecondaryIndexes ?? []).map(indexOf(false)),
    ],
    stream:
      specification?.StreamEnabled && arn
        ? { arn, view: specification.StreamViewType ?? 'NEW_AND_OLD_IMAGES' }
        : undefined,
    ttlAttribute: record.ttlAttribute,
  };
}

/** Only what is part of a key stays defined. */
export function dropUnusedDefinitions({ description }: TableRecord): void {
  const { KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = description;
  const schemas = [KeySchema, ...[...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map((index) => index.KeySchema)];
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  description.AttributeDefinitions = description.AttributeDefinitions.filter(({ AttributeName }) =>
    used.has(AttributeName),
  );
}

function projected({ Projection }: IndexDescription, keys: readonly KeyAttribute[]): ReadonlySet<string> | undefined {
  if (Projection.ProjectionType === 'ALL') return undefined;
  return new Set([...keys.map(({ name }) => name), ...(Projection.NonKeyAttributes ?? [])]);
}
