import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Clients } from '../../ops/clients.ts';
import type { PlannedEvent } from '../../ops/dead-letters/plan.ts';

/** An event as `dead-letters diff --json` shows it. */
export type ForeseenEvent = Omit<PlannedEvent, 'event'>;

export interface Judgement {
  /** Became what the preview said. */
  readonly asForeseen: number;
  /** Was to be applied, but the target holds something newer by now. */
  readonly supersededSince: number;
  /** Was applied by the process that was killed before it could say so: the target holds this very version, or a newer one. */
  readonly appliedBefore: number;
  readonly wrong: readonly string[];
}

/** Compares each event of a preview with what the audit log says became of it, and with the versions that the target holds. */
export function judge(
  events: readonly ForeseenEvent[],
  audited: ReadonlyMap<string, readonly string[]>,
  versions: ReadonlyMap<string, number>,
): Judgement {
  const counts = { asForeseen: 0, supersededSince: 0, appliedBefore: 0 };
  const wrong: string[] = [];
  for (const { letter, key = '', version = 0, preview } of events) {
    const [first, ...more] = audited.get(nameOf(letter, key)) ?? [];
    const held = versions.get(key) ?? 0;
    if (first === preview.outcome) counts.asForeseen++;
    else if (preview.outcome !== 'applied' || first !== 'superseded' || held < version)
      wrong.push(`${letter} (${key}@${version}): foreseen ${preview.outcome}, became ${[first, ...more].join(', ')}`);
    else if (held > version) counts.supersededSince++;
    else counts.appliedBefore++;
  }
  return { ...counts, wrong };
}

const nameOf = (letter: string, key: string) => `${letter} ${key}`;

/** What the audit log says became of each letter's events: it is written before the letter is removed. */
export async function auditedOutcomes(clients: Clients): Promise<Map<string, string[]>> {
  const outcomes = new Map<string, string[]>();
  const pages = paginateFilterLogEvents({ client: clients.logs }, { logGroupName: '/penstock/Penstock/audit' });
  for await (const { events = [] } of pages)
    for (const { message = '{}' } of events) {
      const { command, letter, key = '', outcome } = JSON.parse(message) as Record<string, string>;
      if (command !== 'redrive' || !letter || !outcome) continue;
      const name = nameOf(letter, key);
      const known = outcomes.get(name);
      if (known) known.push(outcome);
      else outcomes.set(name, [outcome]);
    }
  return outcomes;
}

export function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
