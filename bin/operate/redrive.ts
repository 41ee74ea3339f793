import { readFile, writeFile } from 'node:fs/promises';
import type { Preview } from '../../functions/operate/preview.ts';
import type { Clients } from '../../ops/clients.ts';
import { discard } from '../../ops/dead-letters/discard.ts';
import { type Plan, type PlannedEvent, planRedrive } from '../../ops/dead-letters/plan.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import { type RedriveResult, redrive } from '../../ops/dead-letters/redrive.ts';
import { OperationError } from '../../ops/errors.ts';
import { type NativeRedrive, redriveNatively } from '../../ops/executions/redrive.ts';
import { chooseWorkflows, type Workflow } from '../../ops/workflows.ts';
import { stopSignal } from '../backfill.ts';
import { filterOf, type LetterOptions } from './dead-letters.ts';
import { countBy, diffText, shown } from './diff-text.ts';
import { letterWords, next } from './next.ts';
import { cut, note, print, progressLine, table } from './print.ts';

export interface DiffOptions extends LetterOptions {
  readonly personal: boolean;
  readonly limit: number;
  readonly save?: string;
}

interface Foreseen {
  readonly workflow: Workflow;
  readonly plan: Plan;
  readonly problems: readonly string[];
}

/** Shows per letter what the target holds, and what a redrive would make of it. Nothing is changed. */
export async function diffLetters(clients: Clients, options: DiffOptions): Promise<number> {
  const foreseen: Foreseen[] = [];
  for (const workflow of await chooseWorkflows(clients, options.workflow, options.stack)) {
    const { letters, problems } = await readLetters(clients, workflow, filterOf(options));
    const progress = progressLine(`looking ahead in ${workflow.name}:`);
    foreseen.push({ workflow, plan: await planRedrive(clients, workflow, letters, { progress }), problems });
  }
  const events = foreseen.flatMap(({ workflow, plan }) =>
    plan.groups.flat().map((event) => shown(event, workflow, options)),
  );
  if (options.save) await savePlan(options.save, foreseen);
  const left = foreseen.flatMap(({ plan }) => plan.left.map(({ letter, why }) => ({ id: letter.id, why })));
  const problems = foreseen.flatMap((one) => one.problems);
  for (const problem of problems) note(`! ${problem}`);
  const counts = countBy(events.map(({ preview }) => preview.outcome));
  print(options.json, { counts, events, left, problems }, () => diffText(events, left, counts, options.limit));
  sayNext(events, options);
  return problems.length ? 2 : 0;
}

/** Redriven is what would come to rest by it; of what would fail again, one is shown, for somebody has to mend its cause. */
function sayNext(events: readonly Omit<PlannedEvent, 'event'>[], options: DiffOptions): void {
  const failing = events.find(({ preview }) => preview.outcome === 'parked');
  const ready = events.some(({ preview }) => preview.outcome !== 'parked' && preview.outcome !== 'retry');
  const plan = options.save === undefined ? [] : ['--plan', options.save];
  if (failing) next(options, 'dead-letters', 'show', failing.letter);
  if (ready) next(options, 'dead-letters', 'redrive', ...letterWords(options), ...plan, '--yes');
}

export interface RedriveCommandOptions extends LetterOptions {
  readonly yes: boolean;
  readonly rate?: number;
  readonly atOnce: number;
  readonly wait: number;
  readonly hold: number;
  readonly plan?: string;
  readonly sameDefinition: boolean;
  readonly personal: boolean;
  readonly limit: number;
}

/** Redrives letters, or, without `--yes`, says what it would do. Resolves to the exit code: 2 if something is left. */
export async function redriveLetters(clients: Clients, options: RedriveCommandOptions): Promise<number> {
  if (options.sameDefinition) return sameDefinition(clients, options);
  if (!options.yes) {
    const code = await diffLetters(clients, options);
    note('nothing was done');
    return code;
  }
  const pinned = options.plan === undefined ? undefined : await readPlan(options.plan);
  const signal = stopSignal();
  const results: RedriveResult[] = [];
  for (const workflow of await chooseWorkflows(clients, options.workflow, options.stack)) {
    results.push(
      await redrive(clients, workflow, filterOf(options), {
        rate: options.rate,
        atOnce: options.atOnce,
        waitMs: options.wait * 1_000,
        holdS: options.hold,
        signal,
        onProgress: progressLine(`redriving ${workflow.name}:`),
        ...(pinned && { pinned }),
      }),
    );
    if (signal.aborted) break;
  }
  const code = report(results, options);
  const keys = new Set(results.flatMap(({ redriven }) => redriven.map(({ key }) => key)));
  const [key] = keys;
  if (key !== undefined && keys.size === 1 && code === 0) next(options, 'trace', key);
  else if (code === 0) next(options, 'health');
  return code;
}

function report(results: readonly RedriveResult[], { json }: RedriveCommandOptions): number {
  const redriven = results.flatMap((result) => result.redriven);
  const problems = results.flatMap((result) => result.problems);
  const left = results.flatMap((result) => result.left.map(({ letter, why }) => ({ id: letter.id, why })));
  const complete = results.every((result) => result.complete);
  const outcomes = countBy(redriven.map(({ outcome }) => outcome));
  const comparison = countBy(redriven.map(({ comparison }) => comparison));
  const removed = results.reduce((sum, result) => sum + result.removed, 0);
  print(json, { outcomes, comparison, removed, left, problems, complete, redriven }, () =>
    [
      table(['became', 'letters'], Object.entries(outcomes)),
      '',
      table(['compared with the preview', 'letters'], Object.entries(comparison)),
      '',
      `${removed} message(s) removed from their queues`,
      ...redriven
        .filter(({ outcome, comparison }) => outcome === 'failed' || outcome === 'running' || comparison === 'differs')
        .slice(0, 20)
        .map(
          ({ id, key, outcome, reason, error }) =>
            `  ${outcome}: ${key ?? id}: ${reason ?? ''} ${cut(error ?? '', 100)}`,
        ),
      ...left.map(({ id, why }) => `cannot be redriven: ${id}: ${why}`),
    ].join('\n'),
  );
  for (const problem of problems) note(`! ${problem}`);
  if (!complete) note('it was not finished: run the same command again to go on');
  const kept = redriven.some(({ outcome }) => outcome === 'failed' || outcome === 'running');
  return complete && !kept && !problems.length ? 0 : 2;
}

async function sameDefinition(clients: Clients, options: RedriveCommandOptions): Promise<number> {
  if (!options.workflow) throw new OperationError('--same-definition needs --workflow: it redrives failed executions');
  const [workflow] = await chooseWorkflows(clients, options.workflow, options.stack);
  if (!workflow) return 1;
  const query = {
    from: options.since ?? Date.now() - 14 * 86_400_000,
    ...(options.until !== undefined && { to: options.until }),
    ...(options.key !== undefined && { key: options.key }),
    ...(options.error !== undefined && { error: options.error }),
    limit: 1_000,
  };
  const results: readonly NativeRedrive[] = await redriveNatively(clients, workflow, query, !options.yes);
  print(options.json, { executions: results }, () =>
    results.length
      ? table(
          ['execution', 'outcome', 'reason'],
          results.map(({ arn, outcome, reason }) => [arn, outcome, reason ?? null]),
        )
      : 'no failed executions',
  );
  if (!options.yes) note('nothing was done: add --yes to redrive them');
  return results.some(({ outcome }) => outcome === 'failed') ? 2 : 0;
}

/** A preview to hold a later redrive to: outcomes by the events' ids, and no payload. */
async function savePlan(file: string, foreseen: readonly Foreseen[]): Promise<void> {
  const events = foreseen.flatMap(({ plan }) => plan.groups.flat());
  const outcomes = Object.fromEntries(events.map(({ id, preview }) => [id, preview.outcome]));
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), outcomes })}\n`, { mode: 0o600 });
  note(`the preview of ${events.length} event(s) is in ${file}: redrive --plan ${file} --yes does that, and compares`);
}

async function readPlan(file: string): Promise<ReadonlyMap<string, Preview['outcome']>> {
  const read = JSON.parse(await readFile(file, 'utf8')) as { outcomes?: Record<string, Preview['outcome']> };
  if (!read.outcomes) throw new OperationError(`${file} is not a saved preview (dead-letters diff --save)`);
  return new Map(Object.entries(read.outcomes));
}

export interface DiscardOptions extends LetterOptions {
  readonly reason: string;
  readonly yes: boolean;
}

/** Removes letters for good, or, without `--yes`, says how many. */
export async function discardLetters(clients: Clients, options: DiscardOptions): Promise<number> {
  const rows: { workflow: string; removed: number; problems: readonly string[] }[] = [];
  for (const workflow of await chooseWorkflows(clients, options.workflow, options.stack)) {
    if (options.yes)
      rows.push({ workflow: workflow.name, ...(await discard(clients, workflow, filterOf(options), options.reason)) });
    else {
      const { letters, problems } = await readLetters(clients, workflow, filterOf(options));
      rows.push({ workflow: workflow.name, removed: letters.length, problems });
    }
  }
  const head = options.yes ? 'removed' : 'would be removed';
  print(options.json, { dryRun: !options.yes, workflows: rows }, () =>
    table(
      ['workflow', head],
      rows.map(({ workflow, removed }) => [workflow, removed]),
    ),
  );
  if (!options.yes) note('nothing was done: add --yes to remove them for good (export keeps a copy)');
  for (const problem of rows.flatMap(({ problems }) => problems)) note(`! ${problem}`);
  return rows.some(({ problems }) => problems.length) ? 2 : 0;
}
