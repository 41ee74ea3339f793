import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fillInKeys, localSettings, offerEventSource } from '../../bin/app-runtime.ts';
import { synthesise } from '../../bin/synth.ts';
import { Workspace } from '../../local/lambda/runtime-bundle.ts';
import { Store } from '../../local/store.ts';
import { deployAssembly } from '../../local/template/deploy.ts';
import { Copies } from './copies.ts';
import { Life } from './life.ts';
import { Surroundings } from './surroundings.ts';
import { Trace } from './trace.ts';

/** The stack, deployed once; each seed begins with a copy of it. */
export interface Snapshot {
  readonly folder: string;
  /** Of the store right after the deployment. */
  readonly copies: Copies;
  /** The synthesised app. */
  readonly assembly: string;
  /** The same app, changed a little in every part: to deploy it is a deployment in mid-flight. */
  readonly changed: string;
  /** Epoch milliseconds at which the stack stood. */
  readonly at: number;
  readonly workspace: Workspace;
}

/** Synthesises the app (once for all processes of a run, if `assembly` is given) and deploys it. */
export async function makeSnapshot(assembly?: string): Promise<Snapshot> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-simulation-'));
  const workspace = new Workspace();
  const file = join(folder, 'deployed.sqlite');
  const found = assembly ?? (await synthesiseApp(join(folder, 'cdk.out')));
  const changed = join(folder, 'changed.out');
  cpSync(found, changed, { recursive: true });
  changeAssembly(changed);
  const life = new Life({
    store: new Store(file, 'off'),
    seed: 1,
    surroundings: Surroundings.ofSeeds(),
    workspace,
    trace: new Trace(),
    now: Date.UTC(2026, 0, 1),
  });
  await life.start();
  await offerEventSource(life);
  await life.during(deployAssembly(life.cloud, found).then(() => fillInKeys(life)));
  await life.runUntil(life.clock.now() + 60_000);
  await makeSigningKey(life);
  const at = life.clock.now();
  await life.end();
  return { folder, copies: new Copies(file), assembly: found, changed, at, workspace };
}

export async function synthesiseApp(outDir: string): Promise<string> {
  const place = { cloud: { account: '000000000000', region: 'us-east-1' }, saasEndpoint: Life.VENDORS };
  return synthesise(resolve(import.meta.dirname, '../..'), outDir, localSettings(place));
}

/** Auth0's: to make one takes longer than many an event. */
async function makeSigningKey(life: Life): Promise<void> {
  await life.saas.handle({ method: 'GET', url: '/.well-known/jwks.json', headers: {}, body: '' });
  await life.settle();
}

export function removeSnapshot({ folder, copies, workspace }: Snapshot): void {
  copies.close();
  rmSync(folder, { recursive: true, force: true });
  workspace.remove();
}

/** What a release changes: the functions' settings (their sandboxes are replaced), the pipes' batches (their readers restart). */
function changeAssembly(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.template.json'))) {
    const path = join(folder, name);
    const template = JSON.parse(readFileSync(path, 'utf8')) as { Resources: Record<string, Resource> };
    for (const resource of Object.values(template.Resources)) changeResource(resource);
    writeFileSync(path, JSON.stringify(template));
  }
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

function changeResource({ Type, Properties }: Resource): void {
  if (!Properties) return;
  if (Type === 'AWS::Lambda::Function') Properties.Description = `${String(Properties.Description)} (next release)`;
  if (Type === 'AWS::Pipes::Pipe') Properties.Description = 'next release';
}
