import { resourceOf } from '../arns.ts';
import type { Visit } from '../execution/visit.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { TaskTimer } from '../states/task-timer.ts';

/** Refuses an activity that is not there; AWS does so before the task is scheduled. */
export function requireActivity(visit: Visit, arn: string): void {
  const [name = ''] = resourceOf(arn, 'activity');
  if (!visit.branch.execution.engine.activities.exists(name))
    throw new RuntimeFailure(`The activity ${arn} does not exist.`);
}

/** Puts a task into the activity's queue, and waits for its worker to finish it. */
export function runActivity(visit: Visit, arn: string, given: Json, timer: TaskTimer): Promise<Json> {
  const { engine } = visit.branch.execution;
  const [name = ''] = resourceOf(arn, 'activity');
  const reply = engine.tokens.wait(visit, timer, visit.phase.worker !== undefined);
  if (visit.phase.reply !== undefined || visit.phase.worker !== undefined) return reply;
  const withdraw = engine.activities.offer(name, {
    token: visit.token as string,
    input: JSON.stringify(given),
    started: (worker) => {
      visit.event('ActivityStarted', worker === undefined ? {} : { workerName: worker });
      visit.phase = { ...visit.phase, worker: worker ?? '' };
      visit.save();
      timer.beat();
    },
  });
  return reply.finally(withdraw);
}
