import { SingleBar } from 'cli-progress';
import type { Description } from '../functions/operate/entries.ts';
import { backfill } from '../ops/backfill/backfill.ts';
import type { BackfillResult } from '../ops/backfill/options.ts';
import type { PlaceOptions } from './commands/place.ts';
import { table } from './table.ts';
import { withWorkflow } from './workflow-place.ts';

export interface BackfillCommandOptions extends PlaceOptions {
  readonly segments: number;
  readonly pageSize: number;
  readonly rate?: number;
  readonly dryRun: boolean;
  readonly restart: boolean;
  readonly state: string;
}

/** Resolves to the exit code: 130 if it was told to end before everything was done. */
export async function runBackfill(name: string, options: BackfillCommandOptions): Promise<number> {
  const stop = stopSignal();
  const result = await withWorkflow(name, options, async ({ workflow, place }) => {
    const { items } = await workflow.ask<Description>({ operation: 'describe' });
    const bar = progressBar(items);
    try {
      return await backfill(workflow, {
        segments: options.segments,
        pageSize: options.pageSize,
        rate: options.rate,
        dryRun: options.dryRun,
        restart: options.restart,
        stateFile: options.state,
        place,
        signal: stop,
        onPage: bar.update,
      });
    } finally {
      bar.end();
    }
  });
  const { dryRun } = options;
  console.log(options.json ? JSON.stringify({ workflow: name, dryRun, ...result }) : summary(result, options));
  return result.complete ? 0 : 130;
}

/** The first Ctrl-C lets the pages under way end; the second ends the process, which is safe too. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  return stopping.signal;
}

/** On a terminal only. The number of rows is DynamoDB's estimate, so the bar may end early or late. */
export function progressBar(total: number) {
  const format = '{bar} {percentage}%  {value}/{total} rows  {rate}/s  {left} left';
  const bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true, hideCursor: true });
  const begin = performance.now();
  let first: number | undefined;
  if (process.stderr.isTTY) bar.start(total, 0, { rate: '–', left: '–' });
  return {
    update: ({ scanned }: { readonly scanned: number }) => {
      first ??= scanned;
      if (!process.stderr.isTTY) return;
      const rate = (scanned - first) / ((performance.now() - begin) / 1000);
      const left = rate > 0 ? Math.max(0, total - scanned) / rate : Number.NaN;
      bar.setTotal(Math.max(total, scanned));
      bar.update(scanned, { rate: Math.round(rate).toLocaleString('en-GB'), left: duration(left) });
    },
    end: () => bar.stop(),
  };
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.round(seconds)} s`;
}

function summary(result: BackfillResult, { dryRun }: BackfillCommandOptions): string {
  const { scanned, applied, superseded, parked, seconds, itemsPerSecond } = result;
  const header = [
    'scanned',
    dryRun ? 'would be applied' : 'applied',
    'superseded',
    'refused',
    'seconds',
    'rows a second',
  ];
  const refusals = result.refusals
    .slice(0, 10)
    .map(({ key, version, reason }) => `  ${reason}: ${key}@${version ?? '?'}`);
  return [
    table(header, [[scanned, applied, superseded, parked, seconds, itemsPerSecond]]),
    ...(result.resumed ? ['(with what an earlier run had done)'] : []),
    ...refusals,
    ...(result.complete ? [] : ['It was told to end: run the same command again to go on.']),
  ].join('\n');
}
