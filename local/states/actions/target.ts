import type { CallContext } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import type { Engine } from '../engine.ts';
import type { AliasRow, MachineRow, RevisionRow, Route } from '../stores/machine-rows.ts';
import { machineMissing } from './errors.ts';

/** An action of the API, made for an engine. */
export type Make = (engine: Engine) => (input: Record<string, unknown>, context: CallContext) => unknown;

/** What a state machine's ARN names: the machine as it stands, a version, or an alias (then one of its versions, drawn by weight). */
export interface Target {
  readonly machine: MachineRow;
  readonly revision: number;
  readonly versionArn: string | null;
  readonly alias: AliasRow | null;
}

export function targetOf(engine: Engine, arn: unknown): Target {
  const [name = '', qualifier] = resourceOf(arn, 'stateMachine');
  const machine = engine.machines.find(name);
  if (name.includes('/')) throw validation(`The ARN of a Distributed Map state is not supported here: ${arn}`);
  if (!machine) throw machineMissing(String(arn));
  if (qualifier === undefined) return { machine, revision: machine.revision, versionArn: null, alias: null };
  if (/^\d+$/.test(qualifier)) return versionTarget(engine, machine, Number(qualifier), arn);
  const alias = engine.machines.alias(name, qualifier);
  if (!alias) throw machineMissing(String(arn));
  const route = draw(JSON.parse(alias.routing) as Route[], engine.cloud.clock.random());
  const number = Number(route.stateMachineVersionArn.split(':').at(-1));
  return { ...versionTarget(engine, machine, number, arn), alias };
}

function versionTarget(engine: Engine, machine: MachineRow, number: number, arn: unknown): Target {
  const version = engine.machines.version(machine.name, number);
  if (!version) throw machineMissing(String(arn));
  return { machine, revision: version.revision, versionArn: `${machine.arn}:${number}`, alias: null };
}

function draw(routes: Route[], random: number): Route {
  let left = random * 100;
  for (const route of routes) {
    left -= route.weight;
    if (left < 0) return route;
  }
  return routes.at(-1) as Route;
}

export function revisionOf(engine: Engine, id: number): RevisionRow {
  const revision = engine.machines.revision(id);
  if (!revision) throw new Error(`the revision ${id} is missing`);
  return revision;
}

/** The key of an execution's row, from its ARN. Express executions are in the log group alone, so their ARNs are refused. */
export function executionKey(arn: unknown): string {
  return resourceOf(arn, 'execution').join(':');
}
