import { readFile, writeFile } from 'node:fs/promises';
import type { Preview } from '../../functions/operate/preview.ts';
import type { Plan } from '../../ops/dead-letters/plan.ts';
import { OperationError } from '../../ops/errors.ts';
import { note } from './print.ts';

/** A preview to hold a later redrive to: outcomes by the events' ids, and no payload. */
export async function savePlan(file: string, plans: readonly Plan[]): Promise<void> {
  const events = plans.flatMap(({ groups }) => groups.flat());
  const outcomes = Object.fromEntries(events.map(({ id, preview }) => [id, preview.outcome]));
  await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), outcomes })}\n`, { mode: 0o600 });
  note(`the preview of ${events.length} event(s) is in ${file}: redrive --plan ${file} --yes does that, and compares`);
}

export async function readPlan(file: string): Promise<ReadonlyMap<string, Preview['outcome']>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new OperationError(`the plan ${file} cannot be read`, { cause });
  });
  const outcomes = savedOutcomes(text);
  if (!outcomes) throw new OperationError(`${file} is not a saved preview (dead-letters diff --save)`);
  return new Map(Object.entries(outcomes));
}

function savedOutcomes(text: string): Record<string, Preview['outcome']> | undefined {
  try {
    const read = JSON.parse(text) as { outcomes?: Record<string, Preview['outcome']> } | null;
    return read?.outcomes;
  } catch {
    return undefined;
  }
}
