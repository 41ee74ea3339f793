import { AwsError } from '../../errors.ts';
import type { ActivityRow } from '../activities.ts';
import { parseArn, resourceOf } from '../arns.ts';
import type { Engine } from '../engine.ts';
import { nameOf, optionalText, pageSize, present, seconds } from './check.ts';
import { tagsOf } from './configuration.ts';
import { pageOf } from './paging.ts';
import type { Make } from './target.ts';

export const createActivity: Make = (engine) => (input, context) => {
  const name = nameOf(input.name);
  const there = engine.activities.find(name);
  if (there) return { activityArn: there.arn, creationDate: seconds(there.created) };
  const created = engine.cloud.clock.now();
  const arn = engine.cloud.arn('states', `activity:${name}`, context);
  engine.cloud.store.run('INSERT INTO states_activities (name, arn, created) VALUES (?, ?, ?)', name, arn, created);
  for (const { key, value } of tagsOf(input.tags)) engine.machines.tag(arn, key, value);
  return { activityArn: arn, creationDate: seconds(created) };
};

function activityOf(engine: Engine, arn: unknown): ActivityRow {
  parseArn(arn);
  const [name = ''] = resourceOf(arn, 'activity');
  const activity = engine.activities.find(name);
  if (!activity) throw new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${String(arn)}'`);
  return activity;
}

export const describeActivity: Make = (engine) => (input) => {
  const { arn, name, created } = activityOf(engine, input.activityArn);
  return { activityArn: arn, name, creationDate: seconds(created) };
};

/** One that is not there is no error. */
export const deleteActivity: Make = (engine) => (input) => {
  const [name = ''] = resourceOf(input.activityArn, 'activity');
  engine.cloud.store.run('DELETE FROM states_activities WHERE name = ?', name);
  return {};
};

export const listActivities: Make = (engine) => (input) => {
  const rows = engine.cloud.store.all<ActivityRow>('SELECT * FROM states_activities ORDER BY created, name');
  const { page, nextToken } = pageOf(rows, input, 'activities', pageSize(input));
  return {
    activities: page.map(({ arn, name, created }) => ({ activityArn: arn, name, creationDate: seconds(created) })),
    ...present({ nextToken }),
  };
};

/** Waits up to a minute for a task; an empty answer if none comes. */
export const getActivityTask: Make = (engine) => async (input, context) => {
  const { name } = activityOf(engine, input.activityArn);
  const offer = await engine.activities.take(name, optionalText(input, 'workerName', 80), context.signal);
  return offer ? { taskToken: offer.token, input: offer.input } : {};
};
