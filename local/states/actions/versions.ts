import { AwsError } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import type { Route } from '../stores/machine-rows.ts';
import { pageSize, seconds } from './check.ts';
import { pageOf } from './paging.ts';
import { type Make, targetOf } from './target.ts';

export const listStateMachineVersions: Make = (engine) => (input) => {
  const { machine } = targetOf(engine, input.stateMachineArn);
  const { page, nextToken } = pageOf(engine.machines.versions(machine.name), input, 'versions', pageSize(input));
  return {
    stateMachineVersions: page.map(({ number, created }) => ({
      stateMachineVersionArn: `${machine.arn}:${number}`,
      creationDate: seconds(created),
    })),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
};

/** Deletes a version that no alias routes to; one that is not there is no error. */
export const deleteStateMachineVersion: Make = (engine) => (input) => {
  const arn = String(input.stateMachineVersionArn);
  const [name = '', number = ''] = resourceOf(input.stateMachineVersionArn, 'stateMachine');
  if (!/^\d+$/.test(number))
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${arn}'`);
  const users = engine.machines
    .aliases(name)
    .filter(({ routing }) =>
      (JSON.parse(routing) as Route[]).some((route) => route.stateMachineVersionArn.endsWith(`:${number}`)),
    )
    .map((alias) => alias.name);
  if (users.length > 0) {
    throw new AwsError(
      'ConflictException',
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.join(', ')}]`,
    );
  }
  engine.cloud.store.run('DELETE FROM states_versions WHERE machine = ? AND number = ?', name, Number(number));
  return {};
};
