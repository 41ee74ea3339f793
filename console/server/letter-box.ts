import type { Clients } from '../../ops/clients.ts';
import type { PlannedEvent } from '../../ops/dead-letters/plan.ts';
import { readLetters } from '../../ops/dead-letters/read.ts';
import type { DeadLetter } from '../../ops/dead-letters/types.ts';
import { NotFoundError } from '../../ops/errors.ts';
import type { Workflow } from '../../ops/workflows.ts';
import { foreseenOf } from './letter-preview.ts';
import type { Letter, LetterDetail, LetterList } from './letter-shapes.ts';

type Outcome = PlannedEvent['preview']['outcome'];

/** The dead letters as they were read last: the page asks for one after the other, and each reading hides them for a moment. */
export class LetterBox {
  readonly #clients: Clients;
  readonly #known = new Map<string, DeadLetter>();
  readonly #reading = new Map<string, Promise<LetterList>>();
  #last: Promise<unknown> = Promise.resolve();
  /** By letter: what a preview foresaw of each of its events. */
  readonly #foreseen = new Map<string, readonly PlannedEvent[]>();

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  /** Who asks while they are being read gets the same answer: two readers would hide them from one another. */
  list(workflows: readonly Workflow[]): Promise<LetterList> {
    const names = workflows.map(({ name }) => name).join('\n');
    const running = this.#reading.get(names);
    if (running) return running;
    // One reading after the other, for they may be of the same queues.
    const next = this.#last.then(() => this.#read(workflows)).finally(() => this.#reading.delete(names));
    this.#reading.set(names, next);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #read(workflows: readonly Workflow[]): Promise<LetterList> {
    const parts = await Promise.all(workflows.map((workflow) => readLetters(this.#clients, workflow)));
    const letters = parts.flatMap(({ letters }) => letters).sort((a, b) => b.at - a.at);
    const read = new Set(workflows.map(({ name }) => name));
    for (const { id, workflow } of [...this.#known.values()]) if (read.has(workflow)) this.#known.delete(id);
    for (const letter of letters) this.#known.set(letter.id, letter);
    for (const id of [...this.#foreseen.keys()]) if (!this.#known.has(id)) this.#foreseen.delete(id);
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
      foreseen: foreseenOf(this.#foreseen.get(id) ?? []),
    };
  }

  /** These letters, as far as they were there when they were read last. */
  known(ids: readonly string[]): DeadLetter[] {
    return ids.flatMap((id) => this.#known.get(id) ?? []);
  }

  /** The letters' ids by workflow; those that are gone are left out. */
  byWorkflow(ids: readonly string[]): Map<string, string[]> {
    const owners = Map.groupBy(this.known(ids), ({ workflow }) => workflow);
    return new Map([...owners].map(([workflow, letters]) => [workflow, letters.map(({ id }) => id)]));
  }

  /** Remembers what a preview has foreseen of letters, so that a redrive can be compared with it. */
  foresee(events: ReadonlyMap<string, readonly PlannedEvent[]>): void {
    for (const [letter, own] of events) this.#foreseen.set(letter, own);
  }

  /** By event; undefined unless all of these letters were previewed. */
  foreseen(ids: readonly string[]): Map<string, Outcome> | undefined {
    const all = new Map<string, Outcome>();
    for (const id of ids) {
      const events = this.#foreseen.get(id);
      if (!events) return undefined;
      for (const event of events) all.set(event.id, event.preview.outcome);
    }
    return all;
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
