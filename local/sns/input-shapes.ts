import { required, type Shape, type Shapes } from '../events/input-shape.ts';

const tags: Shape = [{ Key: 'text', Value: 'text' }];
const message = {
  Message: 'text',
  Subject: 'text',
  MessageStructure: 'text',
  MessageAttributes: { '*': { DataType: 'text', StringValue: 'text', BinaryValue: 'text' } },
  MessageGroupId: 'text',
  MessageDeduplicationId: 'text',
} as const;
const attribute = { AttributeName: 'text', AttributeValue: 'text' } as const;

/** The types of what each action takes. */
export const SNS_SHAPES: Shapes = {
  CreateTopic: { Name: 'text', Attributes: { '*': 'text' }, Tags: tags },
  DeleteTopic: { TopicArn: 'text' },
  GetTopicAttributes: { TopicArn: 'text' },
  SetTopicAttributes: { TopicArn: 'text', ...attribute },
  ListTopics: { NextToken: 'text' },
  TagResource: { ResourceArn: 'text', Tags: tags },
  UntagResource: { ResourceArn: 'text', TagKeys: ['text'] },
  ListTagsForResource: { ResourceArn: 'text' },
  AddPermission: {
    TopicArn: 'text',
    Label: required('text'),
    AWSAccountId: required(['text']),
    ActionName: required(['text']),
  },
  RemovePermission: { TopicArn: 'text', Label: required('text') },
  Subscribe: { TopicArn: 'text', Protocol: 'text', Endpoint: 'text', Attributes: { '*': 'text' } },
  Unsubscribe: { SubscriptionArn: 'text' },
  GetSubscriptionAttributes: { SubscriptionArn: 'text' },
  SetSubscriptionAttributes: { SubscriptionArn: 'text', ...attribute },
  ListSubscriptions: { NextToken: 'text' },
  ListSubscriptionsByTopic: { TopicArn: 'text', NextToken: 'text' },
  Publish: { TopicArn: 'text', TargetArn: 'text', PhoneNumber: 'text', ...message },
  PublishBatch: { TopicArn: 'text', PublishBatchRequestEntries: [{ Id: 'text', ...message }] },
};
