import { validation } from '../../errors.ts';
import { resourceOf } from '../arns.ts';
import type { Make } from './target.ts';

/** Deletes a machine with its versions and aliases; one that is not there is no error. Its executions run on. */
export const deleteStateMachine: Make = (engine) => (input) => {
  const [name = '', qualifier] = resourceOf(input.stateMachineArn, 'stateMachine');
  if (qualifier !== undefined || name.includes('/'))
    throw validation(`The state machine ARN must not be qualified: ${input.stateMachineArn}`);
  const machine = engine.machines.find(name);
  if (machine) engine.machines.remove(name, machine.arn);
  return {};
};
