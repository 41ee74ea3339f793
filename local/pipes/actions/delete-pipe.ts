import type { Action } from '../../cloud.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { existing, summary } from './describe-pipe.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_DeletePipe.html */
export const deletePipe =
  (lifecycle: Lifecycle): Action =>
  (input) => {
    const pipe = existing(lifecycle, input.Name);
    const deleting = { ...pipe, CurrentState: 'DELETING' as const };
    lifecycle.change(deleting);
    return summary(deleting);
  };
