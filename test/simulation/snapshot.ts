import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fillInKeys, LOCAL_AUTH0_SOURCE, localSettings, offerEventSource } from '../../bin/app-runtime.ts';
import { synthesise } from '../../bin/synth.ts';
import { Workspace } from '../../local/lambda/runtime-bundle.ts';
import { Store } from '../../local/store.ts';
import { deployAssembly } from '../../local/template/deploy.ts';
import { Life } from './life.ts';
import { Surroundings } from './surroundings.ts';
import { Trace } from './trace.ts';

/** The stack, deployed once; each seed begins with a copy of it. */
export interface Snapshot {
  readonly folder: string;
  /** The store's file right after the deployment. */
  readonly file: string;
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
    surroundings: new Surroundings(),
    workspace,
    trace: new Trace(),
    now: Date.UTC(2026, 0, 1),
  });
  await life.start();
  await offerEventSource(life);
  await life.during(deployAssembly(life.cloud, found).then(() => fillInKeys(life)));
  await life.runUntil(life.clock.now() + 60_000);
  const at = life.clock.now();
  await life.end();
  return { folder, file, assembly: found, changed, at, workspace };
}

export async function synthesiseApp(outDir: string): Promise<string> {
  const place = { cloud: { account: '000000000000', region: 'us-east-1' }, saasEndpoint: Life.VENDORS };
  return synthesise(resolve(import.meta.dirname, '../..'), outDir, localSettings(place));
}

export function removeSnapshot({ folder, workspace }: Snapshot): void {
  rmSync(folder, { recursive: true, force: true });
  workspace.remove();
}

/** A store of its own for one seed, in memory: a commit there costs a third of one to a file. */
export function fresh({ file }: Snapshot): Store {
  const db = new DatabaseSync(':memory:');
  db.prepare('ATTACH ? AS deployed').run(file);
  const made = "FROM deployed.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'";
  for (const { type, name, sql } of db.prepare(`SELECT type, name, sql ${made}`).all()) {
    db.exec(String(sql));
    if (type === 'table') db.exec(`INSERT INTO main."${name}" SELECT * FROM deployed."${name}"`);
  }
  db.exec('INSERT INTO main.sqlite_sequence SELECT * FROM deployed.sqlite_sequence');
  db.exec('DETACH deployed');
  return new Store(db);
}

export { LOCAL_AUTH0_SOURCE };

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
