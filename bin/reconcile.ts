import type { Drift, Reconciled } from '../functions/reconcile/reconcile.ts';
import { reconcile } from '../functions/reconcile/reconcile.ts';
import { type Repaired, repair } from '../ops/reconcile/repair.ts';
import type { PlaceOptions } from './commands/place.ts';
import { table } from './table.ts';
import { withWorkflow } from './workflow-place.ts';

export interface ReconcileCommandOptions extends PlaceOptions {
  readonly repair: boolean;
  readonly content: boolean;
  readonly settle: number;
  readonly segments: number;
  readonly show: number;
}

/** Resolves to the exit code: 1 if source and target differ in the end. */
export async function runReconcile(name: string, options: ReconcileCommandOptions): Promise<number> {
  const { content } = options;
  const { found, repaired } = await withWorkflow(name, options, async ({ clients, workflow }) => {
    const progress = ticker();
    const found = await reconcile(workflow, {
      content,
      segments: options.segments,
      settleMs: options.settle * 1000,
      onProgress: progress.update,
    }).finally(progress.end);
    const repairing = options.repair && found.drift.length > 0;
    return {
      found,
      repaired: repairing ? await repair(workflow, clients.tables, found.drift, { content }) : undefined,
    };
  });
  const shown = found.drift.slice(0, options.show);
  if (options.json) {
    const repairs = repaired && { repaired: repaired.repaired, left: repaired.left };
    console.log(JSON.stringify({ workflow: name, ...found, drift: shown, drifted: found.drift.length, ...repairs }));
  } else console.log(summary(found, shown, repaired));
  return (repaired ? repaired.left : found.drift).length ? 1 : 0;
}

/** One line that counts, on a terminal only. */
function ticker() {
  const tty = process.stderr.isTTY;
  let last = 0;
  return {
    update: ({ sourceRows, targetRows }: { readonly sourceRows: number; readonly targetRows: number }) => {
      if (!tty || performance.now() - last < 200) return;
      last = performance.now();
      const [source, target] = [sourceRows, targetRows].map((rows) => rows.toLocaleString('en-GB'));
      process.stderr.write(`\r\u001b[Kread ${source} rows of the source, ${target} of the target …`);
    },
    end: () => {
      if (tty) process.stderr.write('\r\u001b[K');
    },
  };
}

function summary(found: Reconciled, shown: readonly Drift[], repaired: Repaired | undefined): string {
  const { sourceRows, targetRows, refused, suspects, drift, readMs, comparedMs } = found;
  const rows = shown.map(({ key, fault, source, target }) => [
    fault,
    key,
    source?.version ?? null,
    target?.version ?? null,
  ]);
  return [
    table(
      [
        'rows of the source',
        'refused by contract',
        'records of the target',
        'suspects',
        'differ',
        'read ms',
        'compared ms',
      ],
      [[sourceRows, refused, targetRows, suspects, drift.length, readMs, comparedMs]],
    ),
    ...(rows.length ? ['', table(['fault', 'key', 'version at the source', 'version at the target'], rows)] : []),
    ...(shown.length < drift.length ? [`… and ${drift.length - shown.length} more: --show shows more`] : []),
    ...(repaired ? ['', `repaired ${repaired.repaired}, left ${repaired.left.length}`] : []),
  ].join('\n');
}
