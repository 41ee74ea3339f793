import type { Preview } from '../../functions/operate/preview.ts';
import type { PlannedEvent } from '../../ops/dead-letters/plan.ts';
import { masked } from '../../ops/personal.ts';
import type { Workflow } from '../../ops/workflows.ts';
import { cut, table } from './print.ts';

/** What is told of an event: not its payload, and personal data only if asked for. */
export function shown(
  { event: _, ...rest }: PlannedEvent,
  { personal }: Workflow,
  options: { readonly personal: boolean },
): Omit<PlannedEvent, 'event'> {
  return options.personal ? rest : { ...rest, preview: masked(rest.preview, personal) as unknown as Preview };
}

export type LeftOut = readonly { readonly id: string; readonly why: string }[];

/** A row for each event: what the target holds, and what would become of it. */
export function diffText(
  events: readonly Omit<PlannedEvent, 'event'>[],
  left: LeftOut,
  counts: Readonly<Record<string, number>>,
  limit: number,
): string {
  if (!events.length && !left.length) return 'nothing to look at';
  const rows = events.slice(0, limit).map(({ workflow, key, version, preview, id }) => [
    workflow,
    key ?? null,
    preview.held?.version === undefined ? (preview.held ? 'see below' : 'nothing') : `@${preview.held.version}`,
    version === undefined ? null : `@${version}`,
    {
      applied: 'APPLIED',
      superseded: 'superseded',
      parked: 'still failing',
      retry: 'target down',
      unknown: 'unknown',
    }[preview.outcome],
    cut(preview.reason ? `${preview.reason}${preview.error ? `: ${preview.error}` : ''}` : changes(preview), 90),
    id,
  ]);
  return [
    table(['workflow', 'key', 'target holds', 'letter', 'a redrive makes it', 'because / what changes', 'id'], rows),
    ...(events.length > limit ? [`… and ${events.length - limit} more (--limit)`] : []),
    ...left.map(({ id, why }) => `cannot be redriven: ${id}: ${why}`),
    Object.entries(counts)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
  ].join('\n');
}

/** `title: "Old" → "New"`, for the attributes that differ. */
function changes({ record = {}, held }: Preview): string {
  const before = held?.record ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(record)])];
  const show = (value: unknown) => (value === undefined ? '–' : cut(JSON.stringify(value), 24));
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(record[name]))
    .map((name) => `${name}: ${show(before[name])} → ${show(record[name])}`)
    .join(', ');
}

export function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
