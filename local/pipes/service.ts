import type { Cloud, Service } from '../cloud.ts';
import { createPipe } from './actions/create-pipe.ts';
import { deletePipe } from './actions/delete-pipe.ts';
import { describePipe } from './actions/describe-pipe.ts';
import { listPipes } from './actions/list-pipes.ts';
import { startPipe, stopPipe } from './actions/start-stop-pipe.ts';
import { listTagsForResource, tagResource, untagResource } from './actions/tags.ts';
import { updatePipe } from './actions/update-pipe.ts';
import { Lifecycle } from './lifecycle.ts';

/** EventBridge Pipes: see README.md. */
export function createPipesService(cloud: Cloud): Service {
  const lifecycle = new Lifecycle(cloud);
  return {
    name: 'pipes',
    actions: {
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
    start: () => lifecycle.start(),
    stop: () => lifecycle.stop(),
  };
}
