import type { IndexDescription, TableDescription, Throughput } from './table.ts';

/** What a new table on demand sustains at once. */
export const ON_DEMAND = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/**
 * DescribeTable tells what a table and its global indexes sustain at once, asked for or not: on demand AWS's own figures, else what is
 * provisioned. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export function withWarmThroughput(description: TableDescription): TableDescription {
  const onDemand = description.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const warm = <T extends TableDescription | IndexDescription>(of: T): T => ({
    ...of,
    WarmThroughput: { ...warmOf(of, onDemand), Status: 'ACTIVE' },
  });
  const indexes = description.GlobalSecondaryIndexes?.map(warm);
  return { ...warm(description), ...(indexes && { GlobalSecondaryIndexes: indexes }) };
}

/** What it sustains at once; what was not asked for is what it has anyway. */
export const warmOf = (
  of: TableDescription | IndexDescription,
  onDemand: boolean,
): { ReadUnitsPerSecond?: number; WriteUnitsPerSecond?: number } => ({
  ...(onDemand ? ON_DEMAND : provisioned(of.ProvisionedThroughput)),
  ...(of.WarmThroughput as object | undefined),
});

const provisioned = (units: Throughput | undefined) => ({
  ReadUnitsPerSecond: units?.ReadCapacityUnits ?? 0,
  WriteUnitsPerSecond: units?.WriteCapacityUnits ?? 0,
});
