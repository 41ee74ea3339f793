import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Clients } from './clients.ts';
import { allowed } from './errors.ts';
import type { Workflow } from './workflows.ts';

/** An alarm of a workflow, as it stands. */
export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly description: string;
}

/** A workflow's alarms are named after it: `Penstock-inventory-to-algolia-lag`. */
export async function alarmsOf({ metrics }: Clients, { stack, name }: Workflow): Promise<AlarmState[]> {
  const found: AlarmState[] = [];
  await allowed('cloudwatch:DescribeAlarms', async () => {
    const pages = paginateDescribeAlarms({ client: metrics }, { AlarmNamePrefix: `${stack}-${name}-` });
    for await (const { MetricAlarms = [] } of pages)
      for (const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA', AlarmDescription = '' } of MetricAlarms)
        found.push({ name: AlarmName, state: StateValue, description: AlarmDescription });
  });
  return found;
}
