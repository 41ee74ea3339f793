import { describe } from './check.ts';
import { convergeResource } from './converge-resource.ts';
import { creationOrder, dependencies } from './graph.ts';
import { handlerOf } from './resources/index.ts';
import type { Run } from './run.ts';
import type { ResourceRecord } from './stack-store.ts';
import type { ResourceDeclaration } from './template.ts';

/** A resource could not be made or changed; the message names it, its type and its construct. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
}

/**
 * Brings the stack's resources to its goal: makes what is missing, changes or replaces what differs, leaves the rest alone.
 * What does not depend on each other is made at the same time; after a failure nothing further is begun.
 * What the goal no longer has is deleted by `cleanUp`, after everything else has succeeded. Every step is recorded before
 * and after it is done, so that the same call goes on where an interrupted one stopped.
 */
export async function converge(run: Run): Promise<void> {
  const { template, condition } = run.scope;
  const wanted = Object.entries(template.Resources).filter(([, { Condition }]) => !Condition || condition(Condition));
  const ids = new Set(wanted.map(([id]) => id));
  const records = new Map(run.store.resources(run.stack.id).map((record) => [record.logicalId, record]));
  const work = new Map<string, Promise<void>>();
  const lastOfSerialType = new Map<string, string>();
  let failure: { readonly error: unknown } | undefined;
  for (const [order, id] of creationOrder(template, ids, condition).entries()) {
    const declaration = template.Resources[id] as ResourceDeclaration;
    const needed = dependencies(declaration, ids, condition).map((other) => work.get(other));
    if (handlerOf(declaration.Type).serial) {
      needed.push(work.get(lastOfSerialType.get(declaration.Type) ?? ''));
      lastOfSerialType.set(declaration.Type, id);
    }
    const one = async () => {
      await Promise.all(needed);
      if (!failure) await convergeInPlace(run, id, declaration, order, records.get(id));
    };
    const noted = one().catch((error: unknown) => {
      failure ??= { error };
    });
    work.set(id, noted);
  }
  await Promise.all(work.values());
  if (failure) throw failure.error;
}

async function convergeInPlace(
  run: Run,
  id: string,
  declaration: ResourceDeclaration,
  order: number,
  before: ResourceRecord | undefined,
): Promise<void> {
  const record = await convergeResource(run, id, declaration, before).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ResourceError(`${describe(id, declaration, run.goal.constructPaths)}: ${reason}`, { cause: error });
  });
  if (record.order !== order) run.store.saveResource(run.stack.id, { ...record, order });
  run.scope.resources.set(id, { physicalId: record.physicalId ?? '', attributes: record.attributes });
}
