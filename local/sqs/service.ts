import type { Cloud, Service } from '../cloud.ts';
import { withShapes } from '../events/input-shape.ts';
import { SQS_SHAPES } from './input-shapes.ts';
import { Messages } from './messages.ts';
import { MoveTasks } from './move-tasks.ts';
import { addPermission, removePermission } from './permissions.ts';
import { QueueActions } from './queue-actions.ts';
import { Queues } from './queues.ts';
import { Receiver } from './receive.ts';
import { SCHEMA } from './schema.ts';
import { Sender } from './send.ts';
import { Settler } from './settle.ts';

/** Amazon SQS: standard and FIFO queues over the store. */
export function createSqsService(cloud: Cloud): Service {
  cloud.store.define(SCHEMA);
  const queues = new Queues(cloud);
  const messages = new Messages(cloud, queues);
  const actions = new QueueActions(cloud, queues, messages);
  const sender = new Sender(cloud, queues, messages);
  const receiver = new Receiver(cloud, queues, messages);
  const settler = new Settler(cloud, queues, messages);
  const tasks = new MoveTasks(cloud, queues, messages);
  return {
    name: 'sqs',
    actions: withShapes(
      {
        CreateQueue: (input, context) => actions.create(input, context),
        GetQueueUrl: (input, context) => actions.getUrl(input, context),
        ListQueues: (input, context) => actions.list(input, context),
        ListDeadLetterSourceQueues: (input, context) => actions.listSources(input, context),
        GetQueueAttributes: (input) => actions.getAttributes(input),
        SetQueueAttributes: (input) => actions.setAttributes(input),
        DeleteQueue: (input) => actions.delete(input),
        PurgeQueue: (input) => actions.purge(input),
        TagQueue: (input) => actions.tag(input),
        UntagQueue: (input) => actions.untag(input),
        ListQueueTags: (input) => actions.listTags(input),
        AddPermission: (input) => addPermission(queues, input),
        RemovePermission: (input) => removePermission(queues, input),
        SendMessage: (input, context) => sender.send(input, context),
        SendMessageBatch: (input, context) => sender.sendBatch(input, context),
        ReceiveMessage: (input, context) => receiver.receive(input, context),
        DeleteMessage: (input) => settler.delete(input),
        DeleteMessageBatch: (input) => settler.deleteBatch(input),
        ChangeMessageVisibility: (input) => settler.changeVisibility(input),
        ChangeMessageVisibilityBatch: (input) => settler.changeVisibilityBatch(input),
        StartMessageMoveTask: (input) => tasks.start(input),
        ListMessageMoveTasks: (input) => tasks.list(input),
        CancelMessageMoveTask: (input) => tasks.cancel(input),
      },
      SQS_SHAPES,
    ),
    start: () => tasks.resume(),
    stop: () => tasks.stop(),
  };
}
