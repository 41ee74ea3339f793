import type { Action, Cloud } from '../../cloud.ts';
import { withDefaults } from '../defaults.ts';
import { conflict } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe, SourceParameters } from '../model.ts';
import { checkBatchSize, validatePipe } from '../validate.ts';
import { changes } from './create-pipe.ts';
import { existing, summary } from './describe-pipe.ts';

/** A parameter object that is given replaces the old one as a whole; the starting position cannot change, and stays. */
function sourceParameters(old: SourceParameters, given: SourceParameters | undefined): SourceParameters {
  if (!given) return old;
  const stream = given.DynamoDBStreamParameters;
  const position = old.DynamoDBStreamParameters?.StartingPosition;
  const kept = position && { ...stream, StartingPosition: position };
  return {
    ...old,
    ...given,
    ...(stream && kept && { DynamoDBStreamParameters: kept }),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UpdatePipe.html */
export const updatePipe =
  (cloud: Cloud, lifecycle: Lifecycle): Action =>
  (input) => {
    const old = existing(lifecycle, input.Name);
    if (old.CurrentState === 'DELETING') throw conflict(`Pipe ${old.Name} is being deleted.`);
    const pipe: Pipe = {
      ...old,
      ...changes(input),
      SourceParameters: withDefaults(old.Source, sourceParameters(old.SourceParameters, input.SourceParameters)),
      CurrentState: 'UPDATING',
      LastModifiedTime: cloud.clock.now() / 1000,
    };
    checkBatchSize(pipe.Target, input.SourceParameters);
    validatePipe(pipe);
    lifecycle.change(pipe);
    return summary(pipe);
  };
