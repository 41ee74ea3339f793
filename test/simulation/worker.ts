import { StoreAbandoned } from '../../local/store-errors.ts';
import { MUTATIONS, type MutationName } from './mutations.ts';
import { type SeedOptions, type SeedResult, simulate } from './simulate.ts';
import { makeSnapshot, removeSnapshot } from './snapshot.ts';

/** What a worker is asked: one seed after the other, over an app that was synthesised once. */
export interface Task extends Omit<SeedOptions, 'mutation'> {
  readonly mutation?: MutationName;
}

export type Answer = { readonly ready: true } | { readonly result: SeedResult };

/** What a killed process had under way finds its store gone; nobody waits for it. */
export function forgiveTheDead(): void {
  process.on('unhandledRejection', (error) => {
    if (!(error instanceof StoreAbandoned)) throw error;
  });
}

async function serve(assembly: string): Promise<void> {
  forgiveTheDead();
  const snapshot = await makeSnapshot(assembly);
  const tell = (answer: Answer) => process.send?.(answer);
  process.on('message', ({ mutation, ...task }: Task) => {
    const options = { ...task, ...(mutation && { mutation: MUTATIONS[mutation] }) };
    simulate(snapshot, options).then((result) => tell({ result }), fail);
  });
  process.on('disconnect', () => {
    removeSnapshot(snapshot);
    process.exit();
  });
  tell({ ready: true });
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

if (process.send && process.argv[2]) serve(process.argv[2]).catch(fail);
