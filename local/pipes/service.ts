import type { Cloud, Service } from '../cloud.ts';
import { withShapes } from '../events/input-shape.ts';
import { createPipe } from './actions/create-pipe.ts';
import { deletePipe } from './actions/delete-pipe.ts';
import { describePipe } from './actions/describe-pipe.ts';
import { listPipes } from './actions/list-pipes.ts';
import { startPipe, stopPipe } from './actions/start-stop-pipe.ts';
import { listTagsForResource, tagResource, untagResource } from './actions/tags.ts';
import { updatePipe } from './actions/update-pipe.ts';
import { PIPES_SHAPES } from './input-shapes.ts';
import { Lifecycle } from './lifecycle.ts';

export interface PipesOptions {
  /** A source that gives no signal is looked at this often, in milliseconds; 5 minutes unless given. */
  readonly slowPollMs?: number;
  /** How long the reader of a shard, once woken, waits for further records, in milliseconds. AWS reads four times a second; not at all unless given. */
  readonly gatherMs?: number;
  /** Longest wait between two attempts on a batch of a stream, in milliseconds; a minute unless given. */
  readonly longestDelayMs?: number | undefined;
}

const SLOW_POLL_MS = 5 * 60_000;

/** EventBridge Pipes: see README.md. */
export function createPipesService(cloud: Cloud, options: PipesOptions = {}): Service {
  const { slowPollMs = SLOW_POLL_MS, gatherMs = 0, longestDelayMs } = options;
  const lifecycle = new Lifecycle(cloud, { slowPollMs, gatherMs, longestDelayMs });
  return {
    name: 'pipes',
    actions: withShapes(
      {
        CreatePipe: createPipe(cloud, lifecycle),
        UpdatePipe: updatePipe(cloud, lifecycle),
        DescribePipe: describePipe(lifecycle),
        ListPipes: listPipes(lifecycle),
        DeletePipe: deletePipe(lifecycle),
        StartPipe: startPipe(cloud, lifecycle),
        StopPipe: stopPipe(cloud, lifecycle),
        TagResource: tagResource(lifecycle),
        UntagResource: untagResource(lifecycle),
        ListTagsForResource: listTagsForResource(lifecycle),
      },
      PIPES_SHAPES,
    ),
    start: () => lifecycle.start(),
    stop: () => lifecycle.stop(),
  };
}
