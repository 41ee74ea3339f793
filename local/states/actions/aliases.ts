import { AwsError, validation } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import type { Engine } from '../engine.ts';
import type { AliasRow, Route } from '../stores/machine-rows.ts';
import { optionalText, pageSize, present, seconds, textOf } from './check.ts';
import { machineMissing, missing, resourceMissing, unknownReference, violated } from './errors.ts';
import { pageOf } from './paging.ts';
import { type Make, targetOf } from './target.ts';

const NAME = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/;
const NAME_TEXT = '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$';

export const createStateMachineAlias: Make = (engine) => (input) => {
  const name = textOf(input, 'name', 1, 80);
  if (!NAME.test(name)) throw violated(name, 'name', `satisfy regular expression pattern: ${NAME_TEXT}`);
  const routes = routesOf(engine, input.routingConfiguration);
  const [machine = ''] = resourceOf(routes[0]?.stateMachineVersionArn, 'stateMachine');
  const owner = engine.machines.find(machine);
  if (!owner) throw machineMissing(String(routes[0]?.stateMachineVersionArn));
  const arn = `${owner.arn}:${name}`;
  const description = optionalText(input, 'description', 256) ?? null;
  const routing = JSON.stringify(routes);
  const there = engine.machines.alias(machine, name);
  if (there && (there.routing !== routing || there.description !== description)) {
    throw new AwsError(
      'ConflictException',
      `Failed to create alias because an alias with the same name and a different routing configuration already exists.`,
    );
  }
  const created = there?.created ?? engine.cloud.clock.now();
  if (!there) {
    engine.cloud.store.run(
      'INSERT INTO states_aliases (machine, name, arn, description, routing, created) VALUES (?, ?, ?, ?, ?, ?)',
      machine,
      name,
      arn,
      description,
      routing,
      created,
    );
  }
  return { stateMachineAliasArn: arn, creationDate: seconds(created) };
};

function routesOf(engine: Engine, value: unknown): Route[] {
  if (!Array.isArray(value)) throw missing('routingConfiguration');
  const routes = value.map(({ stateMachineVersionArn, weight }) => ({
    stateMachineVersionArn: String(stateMachineVersionArn),
    weight: Number(weight),
  }));
  const arns = routes.map((route) => route.stateMachineVersionArn);
  if (routes.length === 0) throw violated('[]', 'routingConfiguration', 'have length greater than or equal to 1');
  if (routes.length > 2) {
    const items = routes.map(
      (route) =>
        `RoutingConfigurationListItem(stateMachineVersionArn=${route.stateMachineVersionArn}, weight=${route.weight})`,
    );
    throw violated(`[${items.join(', ')}]`, 'routingConfiguration', 'have length less than or equal to 2');
  }
  routes.forEach(({ weight }, index) => {
    const member = `routingConfiguration.${index + 1}.member.weight`;
    if (weight > 100) throw violated(weight, member, 'have value less than or equal to 100');
    if (weight < 0) throw violated(weight, member, 'have value greater than or equal to 0');
  });
  if (arns.some((arn) => !/:stateMachine:[^:]+:\d+$/.test(arn))) {
    throw validation(`Routing configuration must contain state machine version ARNs. Received: [${arns.join(', ')}]`);
  }
  if (new Set(arns).size < arns.length) {
    throw validation(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${arns.join(', ')}]`,
    );
  }
  if (routes.reduce((sum, { weight }) => sum + weight, 0) !== 100) {
    throw validation(
      `Sum of routing configuration weights must equal 100. Received: [${routes.map(({ weight }) => weight).join(', ')}]`,
    );
  }
  for (const arn of arns) targetOf(engine, arn);
  return routes;
}

function aliasOf(engine: Engine, arn: unknown): AliasRow | undefined {
  const [machine = '', name = ''] = resourceOf(arn, 'stateMachine');
  return engine.machines.alias(machine, name);
}

export const describeStateMachineAlias: Make = (engine) => (input) => {
  const alias = aliasOf(engine, input.stateMachineAliasArn);
  if (!alias) throw resourceMissing(String(input.stateMachineAliasArn));
  return {
    stateMachineAliasArn: alias.arn,
    name: alias.name,
    ...present({ description: alias.description }),
    routingConfiguration: JSON.parse(alias.routing),
    creationDate: seconds(alias.created),
    ...present({ updateDate: alias.updated === null ? seconds(alias.created) : seconds(alias.updated) }),
  };
};

export const updateStateMachineAlias: Make = (engine) => (input) => {
  if (input.routingConfiguration === undefined && input.description === undefined)
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the description or the RoutingConfiguration must be specified',
    );
  const alias = aliasOf(engine, input.stateMachineAliasArn);
  if (!alias) throw unknownReference();
  const routing =
    input.routingConfiguration === undefined
      ? alias.routing
      : JSON.stringify(routesOf(engine, input.routingConfiguration));
  const description = optionalText(input, 'description', 256) ?? alias.description;
  const updated = engine.cloud.clock.now();
  engine.cloud.store.run(
    'UPDATE states_aliases SET routing = ?, description = ?, updated = ? WHERE machine = ? AND name = ?',
    routing,
    description,
    updated,
    alias.machine,
    alias.name,
  );
  return { updateDate: seconds(updated) };
};

/** One that is not there is no error. */
export const deleteStateMachineAlias: Make = (engine) => (input) => {
  const [machine = '', name = ''] = resourceOf(input.stateMachineAliasArn, 'stateMachine');
  engine.cloud.store.run('DELETE FROM states_aliases WHERE machine = ? AND name = ?', machine, name);
  return {};
};

export const listStateMachineAliases: Make = (engine) => (input) => {
  const { machine } = targetOf(engine, input.stateMachineArn);
  const number = String(input.stateMachineArn).split(':')[7];
  const aliases = engine.machines
    .aliases(machine.name)
    .filter(
      ({ routing }) =>
        number === undefined ||
        (JSON.parse(routing) as Route[]).some((route) => route.stateMachineVersionArn.endsWith(`:${number}`)),
    );
  const { page, nextToken } = pageOf(aliases, input, 'aliases', pageSize(input));
  return {
    stateMachineAliases: page.map(({ arn, created }) => ({
      stateMachineAliasArn: arn,
      creationDate: seconds(created),
    })),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
};
