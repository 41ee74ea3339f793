import type { Clients } from '../../ops/clients.ts';
import type { DeadLetter } from '../../ops/dead-letters/types.ts';
import { NotFoundError } from '../../ops/errors.ts';
import { masked } from '../../ops/personal.ts';
import { type LetterOptions, readFound, reported } from './letters.ts';
import { print } from './print.ts';

export interface ShowLetterOptions extends LetterOptions {
  readonly personal: boolean;
}

/** Prints one letter with its payload. */
export async function showLetter(clients: Clients, id: string, options: ShowLetterOptions): Promise<void> {
  const found = await readFound(clients, { ...options, id: [id] });
  reported(found);
  for (const { workflow, letters } of found) {
    const [letter] = letters;
    if (!letter) continue;
    const shown = options.personal ? letter : (masked(letter, workflow.personal) as unknown as DeadLetter);
    print(options.json, shown, () => letterText(shown));
    return;
  }
  throw new NotFoundError(`there is no dead letter ${id}; "penstock dead-letters list --by none" shows their ids`);
}

function letterText({ body, event, pointer, attributes, ...letter }: DeadLetter): string {
  const lines = Object.entries(letter).map(
    ([name, value]) => `${name.padEnd(13)} ${name === 'at' ? new Date(Number(value)).toISOString() : value}`,
  );
  const extra = Object.entries(attributes).map(([name, value]) => `${name.padEnd(13)} ${value}`);
  return [...lines, ...extra, JSON.stringify(event ?? pointer ?? body, null, 2)].join('\n');
}
