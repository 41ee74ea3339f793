import { parseArn } from '../arns.ts';
import type { Engine } from '../engine.ts';
import { tagsOf } from './configuration.ts';
import { resourceMissing } from './errors.ts';
import type { Make } from './target.ts';

/** The stored ARN of a machine or activity; versions and aliases take no tags. */
function taggable(engine: Engine, arn: unknown): string {
  const [kind, name = '', ...rest] = parseArn(arn).parts;
  const found =
    kind === 'activity'
      ? engine.activities.find(name)
      : kind === 'stateMachine'
        ? engine.machines.find(name)
        : undefined;
  if (!found || rest.length > 0) throw resourceMissing(String(arn));
  return found.arn;
}

export const tagResource: Make = (engine) => (input) => {
  const arn = taggable(engine, input.resourceArn);
  for (const { key, value } of tagsOf(input.tags)) engine.machines.tag(arn, key, value);
  return {};
};

export const untagResource: Make = (engine) => (input) => {
  const arn = taggable(engine, input.resourceArn);
  for (const key of Array.isArray(input.tagKeys) ? input.tagKeys : []) engine.machines.untag(arn, String(key));
  return {};
};

export const listTagsForResource: Make = (engine) => (input) => ({
  tags: engine.machines.tags(taggable(engine, input.resourceArn)),
});
