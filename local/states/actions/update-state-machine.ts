import { uuid } from '../../clock.ts';
import { AwsError, validation } from '../../errors.ts';
import { parseDefinition } from '../definition/parse.ts';
import type { RevisionRow } from '../stores/machine-rows.ts';
import { optionalText, seconds } from './check.ts';
import { encryptionOf, loggingOf, roleOf, tracingOf } from './configuration.ts';
import { publishOnce } from './create-state-machine.ts';
import { type Make, revisionOf, targetOf } from './target.ts';

const CHANGEABLE = ['definition', 'roleArn', 'loggingConfiguration', 'tracingConfiguration', 'encryptionConfiguration'];

/** Gives a machine a new revision; running executions keep the old one. */
export const updateStateMachine: Make = (engine) => async (input) => {
  const { machine } = targetOf(engine, input.stateMachineArn);
  if (CHANGEABLE.every((member) => input[member] === undefined || input[member] === null)) {
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  }
  const description = optionalText(input, 'versionDescription', 256);
  if (description !== undefined && input.publish !== true)
    throw validation('Version description can only be set when publish is true');
  const before = revisionOf(engine, machine.revision);
  const definition = optionalText(input, 'definition');
  if (definition !== undefined) parseDefinition(definition, machine.type);
  const logging = await loggingOf(engine, input.loggingConfiguration);
  const tracing = tracingOf(input.tracingConfiguration);
  const encryption = encryptionOf(input.encryptionConfiguration);
  const after: Omit<RevisionRow, 'id'> = {
    ...before,
    definition: definition ?? before.definition,
    role: input.roleArn === undefined ? before.role : roleOf(input),
    logging: logging === undefined ? before.logging : JSON.stringify(logging),
    tracing: tracing === undefined ? before.tracing : JSON.stringify(tracing),
    encryption: encryption === undefined ? before.encryption : JSON.stringify(encryption),
    updated: engine.cloud.clock.now(),
  };
  const changed = (['definition', 'role', 'logging', 'tracing', 'encryption'] as const).some(
    (field) => after[field] !== before[field],
  );
  const revisionId = changed ? uuid(engine.cloud.clock) : before.uuid;
  const revision = changed ? engine.machines.addRevision({ ...after, uuid: revisionId }) : machine.revision;
  if (changed) engine.machines.setRevision(machine.name, revision);
  const versionArn =
    input.publish === true ? publishOnce(engine, { ...machine, revision }, description ?? null) : undefined;
  return {
    updateDate: seconds(after.updated),
    ...(revisionId === null ? {} : { revisionId }),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
  };
};
