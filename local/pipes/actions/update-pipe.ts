import type { Action, Cloud } from '../../cloud.ts';
import { withDefaults } from '../defaults.ts';
import { conflict } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe, SourceParameters, TargetParameters } from '../model.ts';
import { ownParameters } from '../service-parameters.ts';
import { checkBatchSize, validatePipe } from '../validate.ts';
import { changes } from './create-pipe.ts';
import { existing, summary } from './describe-pipe.ts';

/** What is absent stays; the parameters of a service are replaced as one; an empty template takes the template away. */
function merged<T extends { readonly InputTemplate?: string }>(
  old: T | undefined,
  given: T | undefined,
): T | undefined {
  if (!old || !given) return given ?? old;
  const { InputTemplate, ...rest } = { ...old, ...given };
  return (InputTemplate ? { ...rest, InputTemplate } : rest) as T;
}

/** Those of the target that was are of no use to another one. */
function targetParameters(old: Pipe, input: Partial<Pipe>): TargetParameters | undefined {
  const kept = input.Target === undefined ? old.TargetParameters : ownParameters(input.Target, old.TargetParameters);
  return merged(kept, input.TargetParameters);
}

/** As `merged`, but the starting position cannot change, and stays. */
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
      ...defined({
        TargetParameters: targetParameters(old, input),
        EnrichmentParameters: merged(old.EnrichmentParameters, input.EnrichmentParameters),
      }),
      SourceParameters: withDefaults(old.Source, sourceParameters(old.SourceParameters, input.SourceParameters)),
      CurrentState: 'UPDATING',
      LastModifiedTime: cloud.clock.now() / 1000,
    };
    checkBatchSize(pipe.Target, input.SourceParameters);
    validatePipe(pipe);
    lifecycle.change(pipe);
    return summary(pipe);
  };

const defined = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
