import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Runtime, type RuntimeOptions, startRuntime } from '../local/runtime.ts';
import { deployAssembly } from '../local/template/deploy.ts';
import { assemblyOf } from './assembly.ts';
import { companyApis, LOCAL_TOKENS } from './company-apis.ts';

/** The partner event source of the local Auth0 tenant; on AWS, the one that Auth0 created in the account. */
export const LOCAL_AUTH0_SOURCE = 'aws.partner/auth0.com/local-00000000-0000-4000-8000-000000000000/auth0.logs';

/** The project's own folder, whose cdk.json names the app. */
const PROJECT = resolve(import.meta.dirname, '..');

export interface AppRuntime extends Runtime {
  /** Milliseconds: engines and ports up, template synthesised, template deployed and everything resumed. */
  readonly took: { readonly start: number; readonly synth: number; readonly deploy: number };
}

/** Starts the runtime, synthesises the app's template (unless the kept one still holds), deploys it, and resumes what was in flight. */
export async function startApp(options: RuntimeOptions): Promise<AppRuntime> {
  const begin = performance.now();
  const since = (from: number) => Math.round(performance.now() - from);
  const runtime = await startRuntime({ auth0EventSource: LOCAL_AUTH0_SOURCE, vendors: companyApis(), ...options });
  const took = { start: since(begin), synth: 0, deploy: 0 };
  const { outDir, scratch } = placeOfAssembly(options);
  try {
    const ignored = options.dataDir ? [options.dataDir] : [];
    const assembly = await assemblyOf(PROJECT, outDir, localSettings(runtime), ignored);
    took.synth = since(begin) - took.start;
    await runtime.resume();
    await offerEventSource(runtime);
    await deployAssembly(runtime.cloud, assembly);
    await fillInKeys(runtime);
    took.deploy = since(begin) - took.start - took.synth;
  } catch (error) {
    await runtime.close();
    throw error;
  }
  const close = async () => {
    await runtime.close();
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  };
  return { ...runtime, close, took };
}

/**
 * The assembly is kept for the next start: with the data, or by the port, which nobody else has now. Under any free port it names
 * addresses that will never come again, and is thrown away.
 */
function placeOfAssembly({ dataDir, port }: RuntimeOptions): { outDir: string; scratch?: string } {
  if (dataDir) return { outDir: resolve(dataDir, 'cdk.out') };
  if (port) return { outDir: join(PROJECT, 'node_modules', '.cache', 'penstock-assembly', String(port)) };
  const scratch = mkdtempSync(join(tmpdir(), 'penstock-'));
  return { outDir: scratch, scratch };
}

/** On AWS, Auth0 makes its event source in the account when the log stream is set up in its dashboard. */
export async function offerEventSource({ cloud }: Pick<Runtime, 'cloud'>): Promise<void> {
  const Name = LOCAL_AUTH0_SOURCE;
  const { EventSources } = await cloud.call<{ EventSources: object[] }>('events', 'ListEventSources', {
    NamePrefix: Name,
  });
  if (!EventSources.length) await cloud.call('events', 'CreatePartnerEventSource', { Name, Account: cloud.account });
}

/** On AWS somebody fills in the vendors' keys by hand, once; the stand-ins' keys are known. */
const LOCAL_KEYS = {
  'Penstock-AlgoliaAdminKey': 'local-admin-key',
  'Penstock-MailchimpApiKey': 'localkey-us1',
  'Penstock-Auth0ClientSecret': 'local-secret',
  'Penstock-ProvidersToken': LOCAL_TOKENS.providers,
  'Penstock-CommsToken': LOCAL_TOKENS.comms,
};

export async function fillInKeys({ cloud }: Pick<Runtime, 'cloud'>): Promise<void> {
  for (const [SecretId, SecretString] of Object.entries(LOCAL_KEYS)) {
    const current = await cloud.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', { SecretId });
    if (current.SecretString !== SecretString)
      await cloud.call('secretsmanager', 'PutSecretValue', { SecretId, SecretString });
  }
}

/** What differs from AWS: where the vendors are. The template's shape is the same. */
export function localSettings(runtime: {
  readonly saasEndpoint: string;
  readonly cloud: { readonly account: string; readonly region: string };
}): Record<string, string> {
  const { saasEndpoint, cloud } = runtime;
  return {
    CDK_DEFAULT_ACCOUNT: cloud.account,
    CDK_DEFAULT_REGION: cloud.region,
    ALGOLIA_URL: saasEndpoint,
    MAILCHIMP_URL: `${saasEndpoint}/3.0`,
    MAILCHIMP_LIST_ID: 'members',
    AUTH0_URL: saasEndpoint,
    // The stand-in has an enterprise's burst, 50 a second.
    AUTH0_CALLS_PER_SECOND: '40',
    GHOST_URL: saasEndpoint,
    ARCHIVE_PARTNER_EVENTS: 'true',
    // The gateway's server runs beside the engines.
    FOLLOW_CHANGES: 'true',
    PROVIDERS_URL: `${saasEndpoint}/rest/providers`,
    COMMS_URL: `${saasEndpoint}/rest/comms`,
    AUTH0_EVENT_SOURCES: LOCAL_AUTH0_SOURCE,
  };
}
