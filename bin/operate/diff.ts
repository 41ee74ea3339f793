import type { Clients } from '../../ops/clients.ts';
import { type Plan, type PlannedEvent, planRedrive } from '../../ops/dead-letters/plan.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import { chooseWorkflows, type Workflow } from '../../ops/workflows.ts';
import { countBy, diffText, shown } from './diff-text.ts';
import { filterOf, type LetterOptions } from './letters.ts';
import { letterWords, next } from './next.ts';
import { note, print, progressLine } from './print.ts';
import { savePlan } from './saved-plan.ts';

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

/** Shows per letter what the target holds, and what a redrive would make of it. Nothing is changed. `wanted`: by an event's id. */
export async function diffLetters(
  clients: Clients,
  options: DiffOptions,
  wanted: (id: string) => boolean = () => true,
): Promise<number> {
  const foreseen: Foreseen[] = [];
  for (const workflow of await chooseWorkflows(clients, options.workflow, options.stack)) {
    const { letters, problems } = await readLetters(clients, workflow, filterOf(options));
    const progress = progressLine(`looking ahead in ${workflow.name}:`);
    foreseen.push({ workflow, plan: await planRedrive(clients, workflow, letters, { progress }), problems });
  }
  const events = foreseen.flatMap(({ workflow, plan }) =>
    plan.groups
      .flat()
      .filter(({ id }) => wanted(id))
      .map((event) => shown(event, workflow, options)),
  );
  if (options.save)
    await savePlan(
      options.save,
      foreseen.map(({ plan }) => plan),
    );
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
