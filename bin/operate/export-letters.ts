import { writeFile } from 'node:fs/promises';
import type { Clients } from '../../ops/clients.ts';
import { masked } from '../../ops/personal.ts';
import { type LetterOptions, readFound, reported } from './letters.ts';
import { note } from './print.ts';

export interface ExportOptions extends LetterOptions {
  readonly out?: string;
  readonly personal: boolean;
}

/** Writes the letters as JSON lines, with their payloads; personal data only if it is asked for. */
export async function exportLetters(clients: Clients, options: ExportOptions): Promise<number> {
  const found = await readFound(clients, options);
  const lines = found.flatMap(({ workflow, letters }) =>
    letters.map((letter) => JSON.stringify(options.personal ? letter : masked(letter, workflow.personal))),
  );
  const text = lines.length ? `${lines.join('\n')}\n` : '';
  if (options.out) await writeFile(options.out, text, { mode: 0o600 });
  else process.stdout.write(text);
  const problems = reported(found);
  note(`${lines.length} dead letter(s) exported${options.out ? ` to ${options.out}` : ''}; they stay in their queues`);
  return problems.length ? 2 : 0;
}
