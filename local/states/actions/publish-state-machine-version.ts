import { AwsError } from '../../errors.ts';
import { optionalText, seconds } from './check.ts';
import { publishOnce } from './create-state-machine.ts';
import { type Make, revisionOf, targetOf } from './target.ts';

export const publishStateMachineVersion: Make = (engine) => (input) => {
  const { machine } = targetOf(engine, input.stateMachineArn);
  const wanted = optionalText(input, 'revisionId');
  const { uuid } = revisionOf(engine, machine.revision);
  if (wanted !== undefined && wanted !== (uuid ?? 'INITIAL')) {
    throw new AwsError(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${wanted}. The current State Machine revision is ${uuid ?? 'INITIAL'}.`,
    );
  }
  const arn = publishOnce(engine, machine, optionalText(input, 'description', 256) ?? null);
  const version = engine.machines.version(machine.name, Number(arn.split(':').at(-1)));
  return { stateMachineVersionArn: arn, creationDate: seconds(version?.created ?? machine.created) };
};
