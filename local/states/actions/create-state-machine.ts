import { AwsError, validation } from '../../errors.ts';
import { parseDefinition } from '../definition/parse.ts';
import type { MachineType } from '../definition/types.ts';
import type { Engine } from '../engine.ts';
import type { MachineRow, RevisionRow } from '../stores/machine-rows.ts';
import { nameOf, oneOf, optionalText, seconds } from './check.ts';
import { encryptionOf, loggingOf, roleOf, tagsOf, tracingOf } from './configuration.ts';
import { type Make, revisionOf } from './target.ts';

const TYPES = ['STANDARD', 'EXPRESS'] as const;

/** Creates a machine; the same call again answers the machine that is there. */
export const createStateMachine: Make = (engine) => async (input, context) => {
  const name = nameOf(input.name);
  const type: MachineType = input.type === undefined ? 'STANDARD' : oneOf(input.type, 'type', TYPES);
  const definition = optionalText(input, 'definition') ?? '';
  parseDefinition(definition, type);
  const role = roleOf(input);
  const description = optionalText(input, 'versionDescription', 256);
  if (description !== undefined && input.publish !== true) {
    throw validation('Version description can only be set when publish is true');
  }
  const logging = await loggingOf(engine, input.loggingConfiguration);
  const wanted = {
    definition,
    role,
    logging: logging === undefined ? null : JSON.stringify(logging),
    tracing: textOrNull(tracingOf(input.tracingConfiguration)),
    encryption: textOrNull(encryptionOf(input.encryptionConfiguration)),
  };
  const there = engine.machines.find(name);
  const machine = there
    ? same(engine, there, wanted, type)
    : create(engine, name, engine.cloud.arn('states', `stateMachine:${name}`, context), type, wanted);
  if (!there) for (const { key, value } of tagsOf(input.tags)) engine.machines.tag(machine.arn, key, value);
  const versionArn = input.publish === true ? publishOnce(engine, machine, description ?? null) : undefined;
  return {
    stateMachineArn: machine.arn,
    creationDate: seconds(machine.created),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
  };
};

type Wanted = Pick<RevisionRow, 'definition' | 'role' | 'logging' | 'tracing' | 'encryption'>;

const textOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

function create(engine: Engine, name: string, arn: string, type: MachineType, wanted: Wanted): MachineRow {
  const created = engine.cloud.clock.now();
  const revision = engine.machines.addRevision({ ...wanted, machine: name, uuid: null, updated: created });
  engine.machines.create({ name, arn, type, created, revision });
  return { name, arn, type, created, revision, versions: 0 };
}

function same(engine: Engine, machine: MachineRow, wanted: Wanted, type: MachineType): MachineRow {
  const there = revisionOf(engine, machine.revision);
  const compared = ['definition', 'logging', 'tracing', 'encryption'] as const;
  if (machine.type === type && compared.every((field) => there[field] === wanted[field])) return machine;
  throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${machine.arn}'`);
}

/** The version of the machine's revision; a new one only if the last version is of another. */
export function publishOnce(engine: Engine, machine: MachineRow, description: string | null): string {
  const [last] = engine.machines.versions(machine.name);
  if (last?.revision === machine.revision) return `${machine.arn}:${last.number}`;
  return `${machine.arn}:${engine.machines.publish(machine, machine.revision, description, engine.cloud.clock.now()).number}`;
}
