import { ResourceRequest } from './resource.ts';
import { handlerOf } from './resources/index.ts';
import { existing, type Run } from './run.ts';
import type { ResourceRecord } from './stack-store.ts';

/** Deletes what the goal no longer has, and what has been replaced, the last made first. */
export async function cleanUp(run: Run): Promise<void> {
  const gone = run.store.resources(run.stack.id).filter(({ logicalId }) => !run.scope.resources.has(logicalId));
  for (const record of gone.reverse()) await deleteResource(run, record);
  for (const leftover of [...run.stack.leftovers].reverse()) {
    const request = new ResourceRequest({ ...run, ...leftover, stackName: run.stack.name });
    await handlerOf(leftover.type).delete(request, leftover);
    run.stack.leftovers = run.stack.leftovers.filter((other) => other !== leftover);
    run.store.saveStack(run.stack);
  }
}

/** Deletes one resource, or leaves it be if its DeletionPolicy says so. */
export async function deleteResource(
  run: Omit<Run, 'scope' | 'goal'> & Partial<Run>,
  record: ResourceRecord,
): Promise<void> {
  if (record.deletionPolicy?.startsWith('Retain')) run.report(record, 'DELETE_SKIPPED');
  else if (record.physicalId !== undefined) {
    run.report(record, 'DELETE_IN_PROGRESS');
    const before = existing(record);
    const request = new ResourceRequest({ ...run, ...record, stackName: run.stack.name });
    await handlerOf(record.type).delete(request, before);
    run.report(record, 'DELETE_COMPLETE');
  }
  run.store.removeResource(run.stack.id, record.logicalId);
}
