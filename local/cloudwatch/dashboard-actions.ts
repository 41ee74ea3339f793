import type { Cloud, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import type { AlarmStore } from './alarm-store.ts';

interface DashboardInput {
  readonly DashboardName?: string;
  readonly DashboardBody?: string;
  readonly DashboardNames?: readonly string[];
  readonly DashboardNamePrefix?: string;
}

/** Dashboards are kept and given back; the console draws its own. */
export const dashboardActions = (cloud: Cloud, store: AlarmStore): Service['actions'] => ({
  PutDashboard({ DashboardName = '', DashboardBody = '' }: DashboardInput) {
    if (!/^[\w-]{1,255}$/.test(DashboardName))
      throw invalidInput(`The value ${DashboardName} for field DashboardName is invalid.`);
    try {
      JSON.parse(DashboardBody);
    } catch (error) {
      throw invalidInput('The field DashboardBody must be a valid JSON object', error);
    }
    store.putDashboard(DashboardName, DashboardBody, cloud.clock.now() / 1000);
    return { DashboardValidationMessages: [] };
  },

  GetDashboard({ DashboardName = '' }: DashboardInput) {
    const dashboard = store.dashboards().find(({ name }) => name === DashboardName);
    if (!dashboard) throw notFound(DashboardName);
    return { DashboardArn: arn(cloud, DashboardName), DashboardBody: dashboard.body, DashboardName };
  },

  ListDashboards({ DashboardNamePrefix = '' }: DashboardInput) {
    const DashboardEntries = store
      .dashboards()
      .filter(({ name }) => name.startsWith(DashboardNamePrefix))
      .map(({ name, body, updated }) => ({
        DashboardName: name,
        DashboardArn: arn(cloud, name),
        LastModified: updated,
        Size: Buffer.byteLength(body),
      }));
    return { DashboardEntries };
  },

  DeleteDashboards({ DashboardNames = [] }: DashboardInput) {
    for (const name of DashboardNames) if (!store.removeDashboard(name)) throw notFound(name);
    return {};
  },
});

const arn = (cloud: Cloud, name: string): string => `arn:aws:cloudwatch::${cloud.account}:dashboard/${name}`;

const invalidInput = (message: string, cause?: unknown): AwsError =>
  new AwsError('InvalidParameterInput', message, { cause });

const notFound = (name: string): AwsError =>
  new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, { status: 404 });
