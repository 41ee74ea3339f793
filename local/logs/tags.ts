import type { Action, Cloud } from '../cloud.ts';
import { groupName, requireGroup } from './errors.ts';
import type { LogGroup, LogStore } from './store.ts';

/** Tags of log groups, by ARN as of today and by name as of old. */
export function tagActions(cloud: Cloud, store: LogStore): Record<string, Action> {
  const change = (group: LogGroup, edit: (tags: Map<string, string>) => void): void => {
    const tags = new Map<string, string>(Object.entries(JSON.parse(group.tags)));
    edit(tags);
    const sql = 'UPDATE logs_groups SET tags = ? WHERE name = ?';
    cloud.store.run(sql, JSON.stringify(Object.fromEntries(tags)), group.name);
  };
  const add = (group: LogGroup, given: Record<string, string>) =>
    change(group, (tags) => {
      for (const [key, value] of Object.entries(given)) tags.set(key, value);
    });
  const remove = (group: LogGroup, keys: string[]) =>
    change(group, (tags) => {
      for (const key of keys) tags.delete(key);
    });
  const byArn = (arn: string) => requireGroup(store, { logGroupName: groupName({ logGroupIdentifier: arn }) });
  return {
    TagResource: ({ resourceArn, tags }) => add(byArn(resourceArn), tags ?? {}),
    UntagResource: ({ resourceArn, tagKeys }) => remove(byArn(resourceArn), tagKeys ?? []),
    ListTagsForResource: ({ resourceArn }) => ({ tags: JSON.parse(byArn(resourceArn).tags) }),
    TagLogGroup: (input) => add(requireGroup(store, input), input.tags ?? {}),
    UntagLogGroup: (input) => remove(requireGroup(store, input), input.tags ?? []),
    ListTagsLogGroup: (input) => ({ tags: JSON.parse(requireGroup(store, input).tags) }),
  };
}
