import type { Action } from '../../cloud.ts';
import { notFound } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe } from '../model.ts';

/** The pipe of that name. @throws NotFoundException */
export function existing(lifecycle: Lifecycle, name: string): Pipe {
  const pipe = lifecycle.store.get(name);
  if (!pipe) throw notFound(name);
  return pipe;
}

/** What the actions that change a pipe answer. */
export const summary = ({ Arn, CreationTime, CurrentState, DesiredState, LastModifiedTime, Name }: Pipe): object => ({
  Arn,
  CreationTime,
  CurrentState,
  DesiredState,
  LastModifiedTime,
  Name,
});

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_DescribePipe.html */
export const describePipe =
  (lifecycle: Lifecycle): Action =>
  (input) =>
    existing(lifecycle, input.Name);
