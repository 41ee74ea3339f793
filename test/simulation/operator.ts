import { sleep } from '../../local/clock.ts';
import type { Life } from './life.ts';
import type { IndexRecord } from './oracle.ts';
import { pointedTo } from './pointers.ts';
import { type Message, received, remove } from './queue.ts';
import { changeOf, pages } from './rows.ts';

const MACHINES = 'arn:aws:states:us-east-1:000000000000:stateMachine';
const MACHINE = `${MACHINES}:Penstock-inventory-to-algolia`;
const BUS_WORKFLOWS = ['provider-changed', 'auth0-user-changed', 'auth0-user-to-mailchimp'];
const deadLettersOf = (workflow: string) => `Penstock-${workflow}-dead-letters`;
const DEAD_LETTERS = deadLettersOf('inventory-to-algolia');
const POINTERS = 'Penstock-inventory-to-algolia-pipe-dead-letters';

interface Letter {
  readonly key?: string;
  readonly version?: number;
  readonly reason: string;
  readonly change: object;
}

/** The people who operate: they redrive dead letters, fill the index again from the table, and repair what was given up. */
export class Operator {
  /** `key@version@reason` of every dead letter that was ever seen; of a bus, of those that were not redriven since. */
  readonly letters = new Set<string>();

  /** Notes all dead letters; every second one has been dealt with, and is deleted. */
  async readLetters(life: Life): Promise<void> {
    for await (const messages of received(life, DEAD_LETTERS, 1)) {
      for (const { Body } of messages) this.#note(JSON.parse(Body) as Letter);
      await remove(
        life,
        DEAD_LETTERS,
        messages.filter((_, index) => index % 2),
      );
    }
  }

  /** Sends parked changes through the machine once more, `delayMs` after they were fetched. */
  async redrive(life: Life, delayMs: number): Promise<void> {
    // All at first: what is parked again in the meantime is left to the next time.
    const batches: { messages: readonly Message[]; letters: readonly Letter[] }[] = [];
    for await (const messages of received(life, DEAD_LETTERS, 43_200)) {
      const letters = messages.map(({ Body }) => JSON.parse(Body) as Letter);
      for (const letter of letters) this.#note(letter);
      batches.push({ messages, letters });
    }
    await sleep(life.clock, delayMs);
    for (const { messages, letters } of batches)
      if (
        await run(
          life,
          letters.map(({ change }) => change),
        )
      )
        await remove(life, DEAD_LETTERS, messages);
  }

  /** Sends parked events of the workflows that listen to a bus through their machines once more: what is not parked again has no letter. */
  async redriveEvents(life: Life): Promise<void> {
    for (const workflow of BUS_WORKFLOWS) {
      const stateMachineArn = `${MACHINES}:Penstock-${workflow}`;
      const queue = deadLettersOf(workflow);
      for await (const messages of received(life, queue, 43_200)) {
        for (const { Body } of messages) {
          const letter = JSON.parse(Body) as Letter;
          this.letters.delete(nameOf(letter));
          const input = JSON.stringify([letter.change]);
          await life.call('states', 'StartExecution', { stateMachineArn, input });
        }
        await remove(life, queue, messages);
      }
    }
  }

  /** Notes what lies in the dead letters of the workflows that listen to a bus. */
  async readEventLetters(life: Life): Promise<void> {
    for (const workflow of BUS_WORKFLOWS)
      for await (const messages of received(life, deadLettersOf(workflow), 1))
        for (const { Body } of messages) this.#note(JSON.parse(Body) as Letter);
  }

  /** Reads the whole table, and sends what it read through the machine, `delayMs` later: by then some of it is old. */
  async backfill(life: Life, delayMs: number): Promise<void> {
    const read = await Array.fromAsync(pages(life));
    await sleep(life.clock, delayMs);
    for (const rows of read) await until(life, () => run(life, rows.map(changeOf)));
  }

  /**
   * Carries out again what the pipe gave up, as far as the stream still has it.
   *
   * @returns whether records have left it, so that the table has to be compared with the index; the pointers are then done with
   */
  async redrivePointers(life: Life): Promise<'none' | 'redriven' | 'trimmed'> {
    const held = await Array.fromAsync(received(life, POINTERS, 43_200));
    if (!held.length) return 'none';
    const { changes, trimmed } = await pointedTo(
      life,
      held.flat().map(({ Body }) => Body),
    );
    for (const change of changes) await until(life, () => run(life, [change]));
    for (const messages of held) await remove(life, POINTERS, messages);
    return trimmed ? 'trimmed' : 'redriven';
  }

  /** What the index shows and the table has not: its removal was given up. */
  async removeZombies(life: Life, records: readonly IndexRecord[]): Promise<void> {
    const rows = new Set<string>();
    for await (const page of pages(life)) for (const { sku } of page) rows.add(sku?.S ?? '');
    for (const { objectID, _version = 0, _deleted } of records) {
      if (_deleted || rows.has(objectID)) continue;
      const change = {
        id: '',
        key: objectID,
        keys: { sku: objectID },
        changedAt: life.clock.now(),
        sequenceNumber: '',
      };
      await until(life, () => run(life, [{ ...change, kind: 'delete', version: _version + 1 }]));
    }
  }

  #note(letter: Letter): void {
    this.letters.add(nameOf(letter));
  }
}

const nameOf = ({ key, version, reason }: Letter): string => `${key}@${version}@${reason}`;

/** True if the machine took all of the changes. */
async function run(life: Life, changes: readonly object[]): Promise<boolean> {
  if (!changes.length) return true;
  const input = { stateMachineArn: MACHINE, input: JSON.stringify(changes) };
  const { status } = await life.call<{ status: string }>('states', 'StartSyncExecution', input);
  return status === 'SUCCEEDED';
}

async function until(life: Life, work: () => Promise<boolean>): Promise<void> {
  while (!(await work())) await sleep(life.clock, 60_000);
}
