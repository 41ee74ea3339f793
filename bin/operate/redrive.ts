import type { Clients } from '../../ops/clients.ts';
import { type RedriveResult, redrive } from '../../ops/dead-letters/redrive.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import { stopSignal } from '../backfill.ts';
import { diffLetters } from './diff.ts';
import { countBy } from './diff-text.ts';
import { filterOf, type LetterOptions } from './letters.ts';
import { next } from './next.ts';
import { cut, note, print, progressLine, table } from './print.ts';
import { sameDefinition } from './same-definition.ts';
import { readPlan } from './saved-plan.ts';

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
  const pinned = options.plan === undefined ? undefined : await readPlan(options.plan);
  if (!options.yes) {
    const code = await diffLetters(clients, options, pinned && ((id) => pinned.has(id)));
    note('nothing was done: add --yes to redrive them');
    return code;
  }
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
