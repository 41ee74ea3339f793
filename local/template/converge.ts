import type { Cloud } from '../cloud.ts';
import { locateAssets } from './asset-code.ts';
import { describe } from './check.ts';
import { resolveReferences } from './dynamic-references.ts';
import { evaluate } from './evaluate.ts';
import { creationOrder, dependencies } from './graph.ts';
import { invalid } from './invalid.ts';
import { type ExistingResource, type Resource, type ResourceHandler, ResourceRequest } from './resource.ts';
import { handlerOf } from './resources/index.ts';
import type { StackScope } from './stack-scope.ts';
import type { Goal, ResourceRecord, StackRecord, StackStore } from './stack-store.ts';
import type { ResourceDeclaration } from './template.ts';
import { changedProperties, isRecord, type Properties } from './values.ts';

/** A resource could not be made or changed; the message names it, its type and its construct. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
}

/** Reports and records a step; `reason` is a failure's. */
export type Report = (record: ResourceRecord, status: string, reason?: string) => void;

/** What a run over a stack's resources works with. */
export interface Run {
  readonly cloud: Cloud;
  readonly store: StackStore;
  readonly stack: StackRecord;
  readonly goal: Goal;
  readonly scope: StackScope;
  readonly report: Report;
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
  const record = await convergeOne(run, id, declaration, before).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ResourceError(`${describe(id, declaration, run.goal.constructPaths)}: ${reason}`, { cause: error });
  });
  if (record.order !== order) run.store.saveResource(run.stack.id, { ...record, order });
  run.scope.resources.set(id, { physicalId: record.physicalId ?? '', attributes: record.attributes });
}

async function convergeOne(
  run: Run,
  logicalId: string,
  declaration: ResourceDeclaration,
  before: ResourceRecord | undefined,
): Promise<ResourceRecord> {
  const properties = propertiesOf(run, declaration);
  const policy = declaration.DeletionPolicy;
  const same = before?.physicalId !== undefined && before.type === declaration.Type;
  if (!before || !same) return createAnew(run, { logicalId, declaration, properties, before });
  const changed = changedProperties(before.properties, properties);
  if (changed.length === 0 && before.status.endsWith('_COMPLETE')) return kept(run, before, policy);
  const handler = handlerOf(declaration.Type);
  const replaced = changed.some((name) => handler.replaceOn.includes(name));
  if (!replaced) return update(run, handler, { ...before, deletionPolicy: policy }, properties);
  refuseNamed(handler, before, properties);
  return replace(run, { logicalId, declaration, properties, before });
}

function propertiesOf(run: Run, declaration: ResourceDeclaration): Properties {
  const value = evaluate(declaration.Properties ?? {}, run.scope);
  if (!isRecord(value)) throw invalid('Properties must be an object');
  return locateAssets(value, run.goal.assets);
}

async function kept(run: Run, record: ResourceRecord, deletionPolicy: string | undefined): Promise<ResourceRecord> {
  const handler = handlerOf(record.type);
  const moved = handler.refresh !== undefined && run.stack.endpoint !== run.cloud.endpoint;
  if (!moved && record.deletionPolicy === deletionPolicy) return record;
  const request = await requestFor(run, record);
  const changed = { ...record, deletionPolicy, ...(moved ? await handler.refresh?.(request, existing(record)) : {}) };
  run.store.saveResource(run.stack.id, changed);
  return changed;
}

const existing = ({ physicalId = '', attributes, properties }: ResourceRecord): ExistingResource => ({
  physicalId,
  attributes,
  properties,
});

interface Making {
  readonly logicalId: string;
  readonly declaration: ResourceDeclaration;
  readonly properties: Properties;
  readonly before: ResourceRecord | undefined;
}

/** A resource that was not there, or was interrupted, or had another type under the same logical id. */
function createAnew(run: Run, making: Making): Promise<ResourceRecord> {
  const { before } = making;
  if (before?.physicalId === undefined || before.type === making.declaration.Type) return create(run, making);
  return replace(run, { ...making, before });
}

async function create(run: Run, { logicalId, declaration, properties, before }: Making): Promise<ResourceRecord> {
  const resumed = before !== undefined && before.physicalId === undefined;
  const record: ResourceRecord = {
    logicalId,
    type: declaration.Type,
    status: 'CREATE_IN_PROGRESS',
    updated: run.cloud.clock.now() / 1000,
    attributes: {},
    properties,
    generation: before?.generation ?? 0,
    order: before?.order ?? Number.MAX_SAFE_INTEGER,
    deletionPolicy: declaration.DeletionPolicy,
  };
  run.report(record, 'CREATE_IN_PROGRESS');
  const request = await requestFor(run, record, resumed);
  return finish(run, record, request, 'CREATE', () => handlerOf(record.type).create(request));
}

function update(
  run: Run,
  handler: ResourceHandler,
  before: ResourceRecord,
  properties: Properties,
): Promise<ResourceRecord> {
  const old = existing(before);
  run.report(before, 'UPDATE_IN_PROGRESS');
  const record = { ...before, properties };
  return requestFor(run, record).then((request) =>
    finish(run, record, request, 'UPDATE', () => handler.update(request, old)),
  );
}

/** The new one first, then, when all else has succeeded, the old one goes. A rollback finds the old one still there. */
async function replace(run: Run, making: Making & { before: ResourceRecord }): Promise<ResourceRecord> {
  const { before, declaration, properties, logicalId } = making;
  const asBefore = run.stack.leftovers.find(
    (leftover) =>
      leftover.logicalId === logicalId &&
      leftover.type === declaration.Type &&
      changedProperties(leftover.properties, properties).length === 0,
  );
  const rest = run.stack.leftovers.filter((leftover) => leftover !== asBefore);
  run.stack.leftovers = declaration.UpdateReplacePolicy === 'Retain' ? rest : [...rest, leftoverOf(before)];
  run.store.saveStack(run.stack);
  if (!asBefore) return create(run, { ...making, before: { ...before, generation: before.generation + 1 } });
  const record = { ...before, ...asBefore, deletionPolicy: declaration.DeletionPolicy };
  run.report(record, 'UPDATE_COMPLETE');
  return record;
}

const leftoverOf = ({ logicalId, type, physicalId = '', attributes, properties, generation }: ResourceRecord) => ({
  logicalId,
  type,
  physicalId,
  attributes,
  properties,
  generation,
});

/** https://repost.aws/knowledge-center/cloudformation-custom-name: two resources of one name cannot coexist. */
function refuseNamed(handler: ResourceHandler, before: ResourceRecord, properties: Properties): void {
  const { nameProperty } = handler;
  if (!nameProperty || properties[nameProperty] === undefined) return;
  if (properties[nameProperty] !== before.properties[nameProperty]) return;
  throw invalid(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. ' +
      `Rename ${String(properties[nameProperty])} and update the stack again.`,
  );
}

async function requestFor(run: Run, record: ResourceRecord, resumed = false): Promise<ResourceRequest> {
  const properties = await resolveReferences(record.properties, run.cloud);
  return new ResourceRequest({
    cloud: run.cloud,
    stackName: run.stack.name,
    logicalId: record.logicalId,
    properties: isRecord(properties) ? properties : {},
    generation: record.generation,
    resumed,
  });
}

async function finish(
  run: Run,
  record: ResourceRecord,
  request: ResourceRequest,
  verb: 'CREATE' | 'UPDATE',
  work: () => Promise<Resource>,
): Promise<ResourceRecord> {
  try {
    const { physicalId, attributes } = await work();
    Object.assign(record, { physicalId, attributes });
  } catch (error) {
    if (request.made && record.physicalId === undefined) Object.assign(record, request.made);
    run.report(record, `${verb}_FAILED`, error instanceof Error ? error.message : String(error));
    throw error;
  }
  run.report(record, `${verb}_COMPLETE`);
  return record;
}

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
