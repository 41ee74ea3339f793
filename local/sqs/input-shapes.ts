import type { Shape, Shapes } from '../events/input-shape.ts';

const QueueUrl = 'text';
const attributes: Shape = { '*': { DataType: 'text', StringValue: 'text', BinaryValue: 'text' } };
const message = {
  MessageBody: 'text',
  DelaySeconds: 'number',
  MessageAttributes: attributes,
  MessageSystemAttributes: attributes,
  MessageDeduplicationId: 'text',
  MessageGroupId: 'text',
} as const;
const handle = { ReceiptHandle: 'text', VisibilityTimeout: 'number' } as const;
const pages = { NextToken: 'text', MaxResults: 'number' } as const;

/** The types of what each action takes. */
export const SQS_SHAPES: Shapes = {
  CreateQueue: { QueueName: 'text', Attributes: { '*': 'scalar' }, tags: { '*': 'text' }, Tags: { '*': 'text' } },
  GetQueueUrl: { QueueName: 'text' },
  ListQueues: { QueueNamePrefix: 'text', ...pages },
  ListDeadLetterSourceQueues: { QueueUrl, ...pages },
  GetQueueAttributes: { QueueUrl, AttributeNames: ['text'] },
  SetQueueAttributes: { QueueUrl, Attributes: { '*': 'scalar' } },
  DeleteQueue: { QueueUrl },
  PurgeQueue: { QueueUrl },
  TagQueue: { QueueUrl, Tags: { '*': 'text' } },
  UntagQueue: { QueueUrl, TagKeys: ['text'] },
  ListQueueTags: { QueueUrl },
  AddPermission: { QueueUrl, Label: 'text', AWSAccountIds: ['text'], Actions: ['text'] },
  RemovePermission: { QueueUrl, Label: 'text' },
  SendMessage: { QueueUrl, ...message },
  SendMessageBatch: { QueueUrl, Entries: [{ Id: 'text', ...message }] },
  ReceiveMessage: {
    QueueUrl,
    MaxNumberOfMessages: 'number',
    VisibilityTimeout: 'number',
    WaitTimeSeconds: 'number',
    AttributeNames: ['text'],
    MessageSystemAttributeNames: ['text'],
    MessageAttributeNames: ['text'],
    ReceiveRequestAttemptId: 'text',
  },
  DeleteMessage: { QueueUrl, ...handle },
  DeleteMessageBatch: { QueueUrl, Entries: [{ Id: 'text', ...handle }] },
  ChangeMessageVisibility: { QueueUrl, ...handle },
  ChangeMessageVisibilityBatch: { QueueUrl, Entries: [{ Id: 'text', ...handle }] },
  StartMessageMoveTask: { SourceArn: 'text', DestinationArn: 'text', MaxNumberOfMessagesPerSecond: 'number' },
  ListMessageMoveTasks: { SourceArn: 'text', MaxResults: 'number' },
  CancelMessageMoveTask: { TaskHandle: 'text' },
};
