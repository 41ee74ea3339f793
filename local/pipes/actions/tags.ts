import type { Action } from '../../cloud.ts';
import { shown } from '../../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe } from '../model.ts';
import { existing } from './describe-pipe.ts';

/** The tagging actions name their members in lower case, as the API does. */
const tagged = (lifecycle: Lifecycle, resourceArn: unknown): Pipe =>
  existing(lifecycle, shown(resourceArn ?? '').split(':pipe/')[1] ?? shown(resourceArn));

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_TagResource.html */
export const tagResource =
  (lifecycle: Lifecycle): Action =>
  (input) => {
    const pipe = tagged(lifecycle, input.resourceArn);
    lifecycle.store.put({ ...pipe, Tags: { ...pipe.Tags, ...input.tags } });
    return {};
  };

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UntagResource.html */
export const untagResource =
  (lifecycle: Lifecycle): Action =>
  (input) => {
    const pipe = tagged(lifecycle, input.resourceArn);
    const keys = new Set<unknown>([input.tagKeys ?? []].flat());
    const Tags = Object.fromEntries(Object.entries(pipe.Tags).filter(([key]) => !keys.has(key)));
    lifecycle.store.put({ ...pipe, Tags });
    return {};
  };

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_ListTagsForResource.html */
export const listTagsForResource =
  (lifecycle: Lifecycle): Action =>
  (input) => ({ tags: tagged(lifecycle, input.resourceArn).Tags });
