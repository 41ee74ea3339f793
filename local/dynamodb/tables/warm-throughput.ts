import type { IndexDescription, TableDescription, Throughput } from './table.ts';

/** What a new table on demand sustains at once. */
const ON_DEMAND = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/**
 * DescribeTable tells what a table and its global indexes sustain at once, asked for or not: on demand AWS's own figures, else what is
 * provisioned. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export function withWarmThroughput(description: TableDescription): TableDescription {
  const onDemand = description.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const warm = <T extends TableDescription | IndexDescription>(of: T): T => ({
    ...of,
    WarmThroughput: of.WarmThroughput ?? {
      ...(onDemand ? ON_DEMAND : provisioned(of.ProvisionedThroughput)),
      Status: 'ACTIVE',
    },
  });
  const indexes = description.GlobalSecondaryIndexes?.map(warm);
  return { ...warm(description), ...(indexes && { GlobalSecondaryIndexes: indexes }) };
}

const provisioned = (units: Throughput | undefined) => ({
  ReadUnitsPerSecond: units?.ReadCapacityUnits ?? 0,
  WriteUnitsPerSecond: units?.WriteCapacityUnits ?? 0,
});
