import type { Clients } from '../../ops/clients.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import type { DeadLetter } from '../../ops/dead-letters/types.ts';
import { NotFoundError } from '../../ops/errors.ts';
import type { Workflow } from '../../ops/workflows.ts';
import type { Letter, LetterDetail, LetterList } from './shapes.ts';

/** The dead letters as they were read last: the page asks for one after the other, and each reading hides them for a moment. */
export class LetterBox {
  readonly #clients: Clients;
  readonly #known = new Map<string, DeadLetter>();

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  async list(workflows: readonly Workflow[]): Promise<LetterList> {
    const parts = await Promise.all(workflows.map((workflow) => readLetters(this.#clients, workflow)));
    const letters = parts.flatMap(({ letters }) => letters).sort((a, b) => b.at - a.at);
    const read = new Set(workflows.map(({ name }) => name));
    for (const { id, workflow } of [...this.#known.values()]) if (read.has(workflow)) this.#known.delete(id);
    for (const letter of letters) this.#known.set(letter.id, letter);
    return {
      letters: letters.map(summary),
      hidden: parts.reduce((sum, { hidden }) => sum + hidden, 0),
      problems: parts.flatMap(({ problems }) => problems),
    };
  }

  /** @throws NotFoundError if it was not there when they were read last */
  detail(id: string): LetterDetail {
    const letter = this.#known.get(id);
    if (!letter) throw new NotFoundError('this dead letter is not there (any more): read the list again');
    const { attributes, event, pointer } = letter;
    return {
      ...summary(letter),
      body: parsed(letter.body),
      attributes,
      event: event ?? null,
      pointer: pointer ?? null,
    };
  }

  /** The workflows that these letters belong to, each with its letters' ids. */
  owners(ids: readonly string[]): Map<string, string[]> {
    const owners = new Map<string, string[]>();
    for (const id of ids) {
      const name = this.#known.get(id)?.workflow;
      if (name) owners.set(name, [...(owners.get(name) ?? []), id]);
    }
    return owners;
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.#known.delete(id);
  }
}

function summary({ id, workflow, kind, key, version, reason, error, executionArn, at, receives }: DeadLetter): Letter {
  return {
    id,
    workflow,
    kind,
    key: key ?? null,
    version: version ?? null,
    reason,
    error,
    executionArn: executionArn ?? null,
    at,
    receives,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
