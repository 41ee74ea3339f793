import { startApp } from '../bin/app-runtime.ts';
import { table } from '../bin/table.ts';
import { workflowTable } from '../bin/workflow-table.ts';
import { openClients } from '../ops/clients.ts';
import { type WorkflowMetrics, workflowMetrics } from '../ops/workflow-metrics.ts';
import { changeCatalogue, loadCatalogue, stormWhile } from './acts.ts';
import type { Differences } from './differences.ts';
import { InventoryStory } from './inventory-story.ts';
import { MembersStory } from './members-story.ts';
import { ProvidersStory } from './providers-story.ts';
import { UsersStory } from './users-story.ts';
import { vendorsAt } from './vendors.ts';
import { openWorld } from './world.ts';

export interface DemoResult {
  readonly lost: number;
  readonly stale: number;
  readonly resurrected: number;
  readonly parked: number;
  readonly workflows: readonly WorkflowMetrics[];
  /** The keys behind the counts, should there be any. */
  readonly differences: Readonly<Record<string, Differences>>;
  readonly peakMailchimpConnections: number;
  /** Of the providers: notifications on the bus, and calls of the API that they led to. */
  readonly callbacks: { readonly notifications: number; readonly calls: number };
  readonly seconds: number;
}

/** Runs the whole story in memory, and compares at the end; resolves to the exit code. */
export async function runDemo({ json }: { readonly json: boolean }): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await demo(say);
  console.log(json ? JSON.stringify(result) : summary(result));
  const { lost, stale, resurrected } = result;
  return lost + stale + resurrected === 0 && result.peakMailchimpConnections <= 10 ? 0 : 1;
}

async function demo(say: (line: string) => void): Promise<DemoResult> {
  const begin = performance.now();
  const from = new Date();
  say('starting: synthesising the template and deploying it here …');
  const runtime = await startApp({ port: 0 });
  const world = await openWorld(runtime);
  const vendors = vendorsAt(runtime);
  const clients = openClients({ endpoint: runtime.endpoint });
  const opened: { close(): void }[] = [];
  try {
    const inventory = new InventoryStory(world, vendors);
    const members = new MembersStory(world, vendors);
    const providers = new ProvidersStory(world, vendors);
    const users = new UsersStory(world, vendors);
    opened.push(providers, users);
    await loadCatalogue(world, say);
    await stormWhile(vendors, say, async () => {
      await changeCatalogue(world, say);
      await Promise.all([members.happen(say), providers.happen(say), users.happen(say)]);
    });
    const stories = {
      'inventory-to-algolia': inventory,
      'auth0-user-to-mailchimp': members,
      'provider-changed': providers,
      'auth0-user-changed': users,
    };
    const differences: Record<string, Differences> = {};
    let parked = 0;
    for (const [name, story] of Object.entries(stories)) {
      say(`waiting until ${name} has come to rest …`);
      differences[name] = await story.settle();
      parked += await story.parked();
    }
    return {
      ...totals(differences),
      parked,
      workflows: await workflowMetrics(clients, from, new Date()),
      differences,
      peakMailchimpConnections: await vendors.peakConnections(),
      callbacks: await providers.callbacks(),
      seconds: Math.round((performance.now() - begin) / 100) / 10,
    };
  } finally {
    for (const open of opened) open.close();
    clients.close();
    world.close();
    await runtime.close();
  }
}

function totals(differences: Readonly<Record<string, Differences>>) {
  const count = (kind: keyof Differences) => Object.values(differences).reduce((sum, d) => sum + d[kind].length, 0);
  return { lost: count('lost'), stale: count('stale'), resurrected: count('resurrected') };
}

function summary(result: DemoResult): string {
  const { lost, stale, resurrected, parked, seconds, peakMailchimpConnections } = result;
  const examples = Object.entries(result.differences).flatMap(([name, found]) =>
    Object.entries(found).flatMap(([kind, keys]: [string, string[]]) =>
      keys.slice(0, 5).map((key) => `  ${name}: ${kind}: ${key}`),
    ),
  );
  return [
    workflowTable(result.workflows),
    '',
    table(
      ['lost', 'stale', 'resurrected', 'parked', 'most Mailchimp calls at once', 'seconds'],
      [[lost, stale, resurrected, parked, peakMailchimpConnections, seconds]],
    ),
    '',
    `${result.callbacks.notifications} notifications of providers led to ${result.callbacks.calls} calls of their API`,
    ...examples,
  ].join('\n');
}
