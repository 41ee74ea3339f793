import type { Action, Cloud } from '../../cloud.ts';
import { conflict } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { DesiredState } from '../model.ts';
import { existing, summary } from './describe-pipe.ts';

const steer =
  (cloud: Cloud, lifecycle: Lifecycle, DesiredState: DesiredState): Action =>
  (input) => {
    const pipe = existing(lifecycle, input.Name);
    if (pipe.CurrentState === 'DELETING') throw conflict(`Pipe ${pipe.Name} is being deleted.`);
    const CurrentState = DesiredState === 'RUNNING' ? ('STARTING' as const) : ('STOPPING' as const);
    const { StateReason: _reason, ...rest } = pipe;
    const changed = { ...rest, DesiredState, CurrentState, LastModifiedTime: cloud.clock.now() / 1000 };
    lifecycle.change(changed);
    return summary(changed);
  };

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_StartPipe.html */
export const startPipe = (cloud: Cloud, lifecycle: Lifecycle): Action => steer(cloud, lifecycle, 'RUNNING');

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_StopPipe.html */
export const stopPipe = (cloud: Cloud, lifecycle: Lifecycle): Action => steer(cloud, lifecycle, 'STOPPED');
