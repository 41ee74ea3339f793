import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { holdLetters, type Progress, release } from './hold.ts';
import type { DeadLetter, LetterFilter } from './types.ts';

/** What could be read, and what could not. */
export interface Letters {
  /** The newest first. */
  readonly letters: readonly DeadLetter[];
  /** Messages that somebody else is at work on at this moment: they are not shown. */
  readonly hidden: number;
  /** One clear line per queue that could not be read, or not to its end; the others went on. */
  readonly problems: readonly string[];
}

/** Nobody sees the messages meanwhile, so it is short; should the reader die, they are there again after it. */
const LOOK_S = 60;

/**
 * Looks at the dead letters of a workflow and leaves them where they are: SQS has no other way to look at a message than to
 * receive it, so they are hidden for the moment, and shown again at the end.
 */
export async function readLetters(
  clients: Clients,
  workflow: Workflow,
  filter: LetterFilter = {},
  progress?: Progress,
): Promise<Letters> {
  const { held, hidden, problems } = await holdLetters(clients, workflow, filter, {
    seconds: LOOK_S,
    onProgress: progress,
  });
  const more = await release(held);
  const letters = held.map(({ letter }) => letter).sort((a, b) => b.at - a.at);
  return { letters, hidden, problems: [...problems, ...more] };
}
