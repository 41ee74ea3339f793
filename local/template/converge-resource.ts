import { locateAssets } from './asset-code.ts';
import { evaluate } from './evaluate.ts';
import { invalid } from './invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from './resource.ts';
import { handlerOf } from './resources/index.ts';
import { existing, type Run, requestFor } from './run.ts';
import type { ResourceRecord } from './stack-store.ts';
import type { ResourceDeclaration } from './template.ts';
import { changedProperties, isRecord, type Properties } from './values.ts';

/** Makes, changes, replaces or leaves alone one resource; what it refers to exists by now. */
export async function convergeResource(
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
