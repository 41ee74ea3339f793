import type { Cloud, Service } from '../cloud.ts';
import { withShapes } from '../events/input-shape.ts';
import { SCHEDULER_SHAPES } from './input-shapes.ts';
import { Runner, SCHEMA } from './runner.ts';
import { ScheduleActions } from './schedules.ts';

/** Amazon EventBridge Scheduler. */
export function createSchedulerService(cloud: Cloud): Service {
  cloud.store.define(SCHEMA);
  const schedules = new ScheduleActions(cloud);
  const runner = new Runner(cloud, schedules);
  return {
    name: 'scheduler',
    actions: withShapes(
      {
        CreateSchedule: (input, context) => schedules.create(input, context),
        UpdateSchedule: (input) => schedules.update(input),
        GetSchedule: (input) => schedules.get(input),
        DeleteSchedule: (input) => schedules.delete(input),
        ListSchedules: (input) => schedules.list(input),
        CreateScheduleGroup: (input, context) => schedules.createGroup(input, context),
        GetScheduleGroup: (input) => schedules.getGroup(input),
        DeleteScheduleGroup: (input) => schedules.deleteGroup(input),
        ListScheduleGroups: (input) => schedules.listGroups(input),
        TagResource: (input) => schedules.tag(input),
        UntagResource: (input) => schedules.untag(input),
        ListTagsForResource: (input) => schedules.listTags(input),
      },
      SCHEDULER_SHAPES,
    ),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}
