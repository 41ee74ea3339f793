import type { Machine } from '../definition/types.ts';
import { variableReferences } from '../definition/variable-references.ts';
import type { RevisionRow } from '../stores/machine-rows.ts';
import { present, seconds } from './check.ts';
import { SHOWN_LOGGING } from './configuration.ts';
import { type Make, revisionOf, targetOf } from './target.ts';

export const describeStateMachine: Make = (engine) => (input) => {
  const target = targetOf(engine, input.stateMachineArn);
  const { machine, versionArn } = target;
  const revision = revisionOf(engine, target.revision);
  const version =
    versionArn === null ? undefined : engine.machines.version(machine.name, Number(versionArn.split(':').at(-1)));
  return {
    ...shown(revision),
    stateMachineArn: versionArn ?? machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    type: machine.type,
    creationDate: seconds(version?.created ?? machine.created),
    ...present({ description: version?.description, label: undefined }),
  };
};

/** The parts of a machine that a revision holds, without its data if only metadata is asked for. */
export function shown(revision: RevisionRow, includedData: unknown = 'ALL_DATA'): Record<string, unknown> {
  const machine = JSON.parse(revision.definition) as Machine;
  const references = variableReferences(machine);
  return {
    ...(includedData === 'METADATA_ONLY' ? { definition: '' } : { definition: revision.definition }),
    roleArn: revision.role,
    loggingConfiguration: revision.logging === null ? SHOWN_LOGGING : JSON.parse(revision.logging),
    tracingConfiguration: revision.tracing === null ? { enabled: false } : JSON.parse(revision.tracing),
    ...(revision.uuid === null ? {} : { revisionId: revision.uuid }),
    ...(Object.keys(references).length === 0 ? {} : { variableReferences: references }),
    ...(revision.encryption === null ? {} : { encryptionConfiguration: JSON.parse(revision.encryption) }),
  };
}
