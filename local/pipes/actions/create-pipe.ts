import type { Action, Cloud } from '../../cloud.ts';
import { withDefaults } from '../defaults.ts';
import { conflict } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe } from '../model.ts';
import { checkBatchSize, validatePipe } from '../validate.ts';
import { summary } from './describe-pipe.ts';

/** What an update may change; of a member that is absent, nothing. */
export const CHANGEABLE = [
  'Description',
  'Enrichment',
  'EnrichmentParameters',
  'Target',
  'TargetParameters',
  'RoleArn',
  'KmsKeyIdentifier',
  'LogConfiguration',
  'DesiredState',
] as const;

export function changes(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(CHANGEABLE.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]));
}

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html */
export const createPipe =
  (cloud: Cloud, lifecycle: Lifecycle): Action =>
  (input, context) => {
    const Name = String(input.Name);
    const now = cloud.clock.now() / 1000;
    const pipe: Pipe = {
      ...changes(input),
      Name,
      Arn: cloud.arn('pipes', `pipe/${Name}`, context),
      Source: input.Source,
      SourceParameters: withDefaults(input.Source, input.SourceParameters ?? {}),
      Target: input.Target,
      RoleArn: input.RoleArn,
      Tags: input.Tags ?? {},
      DesiredState: input.DesiredState ?? 'RUNNING',
      CurrentState: 'CREATING',
      CreationTime: now,
      LastModifiedTime: now,
    };
    checkBatchSize(pipe.Target, input.SourceParameters);
    validatePipe(pipe);
    if (lifecycle.store.get(Name)) throw conflict(`Pipe ${Name} already exists.`);
    lifecycle.change(pipe);
    return summary(pipe);
  };
