import type { Cloud } from '../cloud.ts';
import { resolveReferences } from './dynamic-references.ts';
import { type ExistingResource, ResourceRequest } from './resource.ts';
import type { StackScope } from './stack-scope.ts';
import type { Goal, ResourceRecord, StackRecord, StackStore } from './stack-store.ts';
import { isRecord } from './values.ts';

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

/** The request for a resource, its dynamic references resolved at this moment. */
export async function requestFor(run: Run, record: ResourceRecord, resumed = false): Promise<ResourceRequest> {
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

export const existing = ({ physicalId = '', attributes, properties }: ResourceRecord): ExistingResource => ({
  physicalId,
  attributes,
  properties,
});
