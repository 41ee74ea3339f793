import type { Clients } from '../../ops/clients.ts';
import { previewReplay, type ReplayPreview } from '../../ops/replay/preview.ts';
import { planReplay, type Replayed, type ReplayPlan, replay, tooRecent } from '../../ops/replay/replay.ts';
import { findWorkflow, type Workflow } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { countBy, diffText, shown } from './diff-text.ts';
import { next } from './next.ts';
import { note, print, table } from './print.ts';

export interface ReplayOptions extends OperateOptions {
  readonly since: number;
  readonly until: number;
  readonly yes: boolean;
  /** Look at each event first. */
  readonly preview?: boolean;
  readonly personal?: boolean;
  readonly limit?: number;
}

/** Replays a window of an archive through one workflow, or, without `--yes`, says which archive and which rules. */
export async function replayWindow(clients: Clients, name: string, options: ReplayOptions): Promise<number> {
  const workflow = await findWorkflow(clients, name, options.stack);
  const plans = await planReplay(clients, workflow, options.since, options.until);
  for (const plan of plans) if (tooRecent(plan)) note(`! ${plan.archive}: an archive may lack the last ten minutes`);
  if (options.preview && !options.yes) return previewWindow(clients, workflow, plans, options);
  if (!options.yes) {
    print(options.json, { dryRun: true, replays: plans }, () =>
      table(
        ['archive', 'events in all', 'through'],
        plans.map(({ archive, events, rules }) => [archive, events, rules.join(' ')]),
      ),
    );
    note('nothing was done: --preview looks at each event, --yes replays');
    return 0;
  }
  const done: Replayed[] = [];
  for (const plan of plans)
    done.push(await replay(clients, workflow, plan, (state) => note(`${plan.archive}: ${state}`)));
  print(options.json, { dryRun: false, replays: done }, () =>
    table(
      ['replay', 'state', 'reason'],
      done.map(({ name: replayed, state, reason }) => [replayed, state, reason ?? null]),
    ),
  );
  return done.every(({ state }) => state === 'COMPLETED') ? 0 : 2;
}

/** What a replay would make of each event. It leaves nothing behind but its record in the audit log. */
async function previewWindow(
  clients: Clients,
  workflow: Workflow,
  plans: readonly ReplayPlan[],
  options: ReplayOptions,
): Promise<number> {
  const done: ReplayPreview[] = [];
  for (const plan of plans)
    done.push(await previewReplay(clients, workflow, plan, (state) => note(`${plan.archive}: ${state}`)));
  const { personal = false, limit = 50 } = options;
  const events = done.flatMap(({ groups }) => groups.flat().map((event) => shown(event, workflow, { personal })));
  const counts = countBy(events.map(({ preview }) => preview.outcome));
  const replays = done.map(({ archive, replay, state }) => ({ archive, replay, state }));
  print(options.json, { dryRun: true, replays, counts, events }, () => diffText(events, [], counts, limit));
  if (counts.applied) next(options, 'replay', workflow.name, ...windowWords(options), '--yes');
  return done.every(({ state }) => state === 'COMPLETED') ? 0 : 2;
}

function windowWords({ since, until }: ReplayOptions): string[] {
  return ['--since', new Date(since).toISOString(), '--until', new Date(until).toISOString()];
}
