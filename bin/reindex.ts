import { join } from 'node:path';
import type { Description } from '../functions/operate/entries.ts';
import { OperationError } from '../ops/errors.ts';
import { abortReindex, reindex } from '../ops/reindex/reindex.ts';
import { progressBar } from './backfill.ts';
import type { PlaceOptions } from './commands/place.ts';
import { table } from './table.ts';
import { type OpenWorkflow, withWorkflow } from './workflow-place.ts';

export interface ReindexCommandOptions extends PlaceOptions {
  readonly resume: boolean;
  readonly abort: boolean;
  readonly segments: number;
  readonly pageSize: number;
  readonly rate?: number;
  readonly grace: number;
  readonly settle: number;
}

export async function runReindex(name: string, options: ReindexCommandOptions): Promise<void> {
  await withWorkflow(name, options, async (open) => {
    const { items, reindexable } = await open.workflow.ask<Description>({ operation: 'describe' });
    if (!reindexable) throw new OperationError(`${name} does not write to an index`);
    if (options.abort) return abort(name, options, open);
    const bar = progressBar(items);
    const { segments, pageSize, rate, resume, grace, settle, json } = options;
    const result = await reindex(open.workflow, open.clients.tables, {
      segments,
      pageSize,
      rate,
      resume,
      graceMs: grace * 1000,
      settleMs: settle * 1000,
      place: open.place,
      stateFile: (index) => join('.penstock', `reindex-${index}.json`),
      onPage: bar.update,
      onStep: (step, detail) => {
        if (step === 'filled') bar.end();
        process.stderr.write(`${step}: ${detail}\n`);
      },
    }).finally(bar.end);
    const { filled, refused, comparisons, repaired, seconds } = result;
    const header = ['rows', 'refused', 'comparisons', 'repaired', 'seconds'];
    const text = table(header, [[filled, refused, comparisons, repaired, seconds]]);
    console.log(json ? JSON.stringify({ workflow: name, ...result }) : text);
  });
}

async function abort(name: string, { json, grace }: ReindexCommandOptions, { workflow }: OpenWorkflow): Promise<void> {
  const removed = await abortReindex(workflow, { graceMs: grace * 1000 });
  const text = removed.length ? `removed ${removed.join(', ')}` : 'there was nothing to remove';
  console.log(json ? JSON.stringify({ workflow: name, removed }) : text);
}
