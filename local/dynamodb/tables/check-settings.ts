import { validation } from '../../errors.ts';
import { type CreateTableRequest, invalid } from './check-table.ts';
import type { IndexDescription, TableDescription, Throughput } from './table.ts';
import { ON_DEMAND, warmOf } from './warm-throughput.ts';

const CLASSES = ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'];

/** Checks what a request says of a table's class, encryption and limits by itself. */
export function checkSettings({ TableClass, SSESpecification }: Partial<CreateTableRequest>): void {
  if (TableClass !== undefined && !CLASSES.includes(TableClass))
    throw validation(
      `Invalid table-class parameter provided. Please try again with a valid table-class value: [${CLASSES.join(', ')}].`,
    );
  checkEncryption(SSESpecification);
}

function checkEncryption(sse: CreateTableRequest['SSESpecification']): void {
  if (!sse) return;
  if (sse.Enabled === false && sse.SSEType !== undefined)
    throw invalid('SSEType can not be specified if Enabled is false');
  if (sse.Enabled === false && sse.KMSMasterKeyId !== undefined)
    throw invalid('KMSMasterKeyId can not be specified if Enabled is false');
  if (sse.SSEType === 'AES256') throw invalid('SSEType AES256 is not supported');
  if (sse.KMSMasterKeyId !== undefined && sse.SSEType === undefined)
    throw invalid('SSEType KMS is required if KMSMasterKeyId is specified');
}

/** An update that leaves the encryption as it is is refused. */
export function checkEncryptionChange(
  { SSEDescription: current }: TableDescription,
  sse: CreateTableRequest['SSESpecification'],
): void {
  if (!sse) return;
  const wanted = sse.Enabled ?? sse.SSEType !== undefined;
  if (!current && !wanted) throw invalid('Table is already encrypted by default');
  const key = (current as { KMSMasterKeyArn?: string } | undefined)?.KMSMasterKeyArn;
  if (wanted && key !== undefined && (sse.KMSMasterKeyId ?? key) === key)
    throw invalid(
      'Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key',
    );
}

type Units = Readonly<Record<string, number | undefined>>;

/** A request or an index with `OnDemandThroughput` and `WarmThroughput`. */
interface Limited {
  readonly [name: string]: unknown;
}

/** Checks the limits that a new table or index asks for. `of` is `table`, or names the index. */
export function checkNewLimits(asked: Limited, mode = 'PROVISIONED', units?: Throughput, of = 'table'): void {
  if (mode === 'PROVISIONED') refuseMaximum(asked, `table BillingMode is PROVISIONED.`, of);
  checkMaximum(asked, of, 1);
  const warm = (asked.WarmThroughput ?? {}) as Units;
  const least = mode === 'PROVISIONED' ? undefined : ON_DEMAND;
  for (const side of SIDES) {
    const wanted = warm[side.warm];
    if (wanted === undefined) continue;
    if (least && wanted < least[side.warm])
      throw invalid(
        `Requested ${side.warm} for WarmThroughput for ${of} is lower than initial throughput for OnDemand. See: ` +
          'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial',
      );
    if (units && wanted < units[side.units])
      throw invalid(
        `Requested ${side.warm} for WarmThroughput for ${of} is lower than ${side.units} of ProvisionedThroughput`,
      );
  }
}

/** Checks the limits that an update of a table or index asks for: a maximum of -1 takes the limit away. */
export function checkLimits(
  asked: Limited,
  current: TableDescription | IndexDescription,
  mode: string,
  of = 'table',
): void {
  if (mode === 'PROVISIONED') refuseMaximum(asked, 'the table BillingMode is PROVISIONED', of);
  checkMaximum(asked, of, -1);
  const warm = (asked.WarmThroughput ?? {}) as Units;
  const now = warmOf(current, mode === 'PAY_PER_REQUEST');
  for (const side of SIDES)
    if ((warm[side.warm] ?? Number.POSITIVE_INFINITY) < (now[side.warm] ?? 0))
      throw invalid(
        `Requested ${side.warm} for WarmThroughput for ${of} is lower than current WarmThroughput, ` +
          'decreasing WarmThroughput is not supported',
      );
}

const SIDES = [
  { max: 'MaxReadRequestUnits', warm: 'ReadUnitsPerSecond', units: 'ReadCapacityUnits' },
  { max: 'MaxWriteRequestUnits', warm: 'WriteUnitsPerSecond', units: 'WriteCapacityUnits' },
] as const;

function refuseMaximum({ OnDemandThroughput }: Limited, why: string, of: string): void {
  const maximum = (OnDemandThroughput ?? {}) as Units;
  const where = of === 'table' ? '' : ` for ${of.replace(' ', ' : ')}`;
  for (const { max } of SIDES)
    if (maximum[max] !== undefined)
      throw invalid(`${max} for OnDemandThroughput${where} cannot be specified when ${why}`);
}

function checkMaximum({ OnDemandThroughput }: Limited, of: string, least: number): void {
  const maximum = (OnDemandThroughput ?? {}) as Units;
  for (const { max } of SIDES) {
    const wanted = maximum[max];
    if (wanted !== undefined && (wanted < least || wanted === 0))
      throw invalid(`Requested ${max} for OnDemandThroughput for ${of.replace(' ', ' : ')} is outside of valid range`);
  }
}
