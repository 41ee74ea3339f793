import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from './change-set-store.ts';
import { references } from './graph.ts';
import { handlerOf } from './resources/index.ts';
import type { Goal, ResourceRecord } from './stack-store.ts';
import { parseTemplate, type ResourceDeclaration } from './template.ts';
import { changedProperties } from './values.ts';

/**
 * What reaching a goal would change, told from the declarations and from the parameters that they refer to. Whether a changed
 * parameter replaces the resource is only known when the change is made.
 */
export function changesBetween(
  before: Goal | undefined,
  after: Goal,
  records: readonly ResourceRecord[],
): ResourceChange[] {
  const old = before ? parseTemplate(before.template).Resources : {};
  const now = parseTemplate(after.template).Resources;
  const changed = new Set(changedProperties(before?.parameters ?? {}, after.parameters));
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((id): ResourceChange[] => {
    const [was, is] = [old[id], now[id]];
    const physicalId = records.find((record) => record.logicalId === id)?.physicalId;
    if (!was && is) return [change('Add', id, is)];
    if (was && !is) return [change('Remove', id, was, physicalId)];
    if (!was || !is) return [];
    const touched = references(is.Properties).some(({ name }) => changed.has(name));
    if (isDeepStrictEqual(was, is) && !touched) return [];
    return [{ ...change('Modify', id, is, physicalId), Replacement: replacement(was, is) }];
  });
}

const change = (
  Action: ResourceChange['Action'],
  LogicalResourceId: string,
  { Type }: ResourceDeclaration,
  PhysicalResourceId?: string,
): ResourceChange => ({
  Action,
  LogicalResourceId,
  ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }),
  ResourceType: Type,
  Scope: Action === 'Modify' ? ['Properties'] : [],
  Details: [],
});

function replacement(was: ResourceDeclaration, is: ResourceDeclaration): 'True' | 'False' {
  if (was.Type !== is.Type) return 'True';
  const changed = changedProperties(was.Properties ?? {}, is.Properties ?? {});
  return changed.some((name) => handlerOf(is.Type).replaceOn.includes(name)) ? 'True' : 'False';
}
