import type { Cloud, Service } from '../cloud.ts';
import { withShapes } from '../events/input-shape.ts';
import { SNS_SHAPES } from './input-shapes.ts';
import { addPermission, removePermission } from './permissions.ts';
import { Publishing } from './publish.ts';
import { Subscriptions } from './subscriptions.ts';
import { Topics } from './topics.ts';

/** Amazon SNS: topics, with queues and functions as subscribers. */
export function createSnsService(cloud: Cloud): Service {
  const topics = new Topics(cloud);
  const subscriptions = new Subscriptions(cloud, topics);
  const publishing = new Publishing(cloud, topics, subscriptions);
  return {
    name: 'sns',
    actions: withShapes(
      {
        CreateTopic: (input, context) => topics.create(input, context),
        DeleteTopic: (input) => topics.delete(input),
        GetTopicAttributes: (input, context) => topics.getAttributes(input, context),
        SetTopicAttributes: (input) => topics.setAttributes(input),
        ListTopics: (input) => topics.list(input),
        TagResource: (input) => topics.tag(input),
        UntagResource: (input) => topics.untag(input),
        ListTagsForResource: (input) => topics.listTags(input),
        Subscribe: (input, context) => subscriptions.subscribe(input, context),
        Unsubscribe: (input) => subscriptions.unsubscribe(input),
        GetSubscriptionAttributes: (input) => subscriptions.getAttributes(input),
        SetSubscriptionAttributes: (input) => subscriptions.setAttributes(input),
        ListSubscriptions: (input) => subscriptions.list(input),
        ListSubscriptionsByTopic: (input) => subscriptions.listByTopic(input),
        AddPermission: (input) => addPermission(topics, input),
        RemovePermission: (input) => removePermission(topics, input),
        Publish: (input, context) => publishing.publish(input, context),
        PublishBatch: (input, context) => publishing.publishBatch(input, context),
      },
      SNS_SHAPES,
    ),
  };
}
