import type { StateType } from '../definition/types.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

/** What a state does between its entered and its exited event; a failure is thrown. */
export type Handler = (visit: Visit) => Promise<Outcome>;

export const HANDLERS: Readonly<Record<StateType, Handler>> = {
  Choice: choice,
  Fail: fail,
  Map: map,
  Parallel: parallel,
  Pass: pass,
  Succeed: succeed,
  Task: task,
  Wait: wait,
};
