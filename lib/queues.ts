import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { kebab, physicalName } from './naming.ts';

/** The longest that SQS keeps a message. A dead letter must outlive a long weekend and a slow repair. */
const LONGEST_RETENTION = Duration.days(14);

/** A queue, encrypted, that refuses plain HTTP. */
export function queue(scope: Construct, id: string, workflow: string, props: QueueProps): Queue {
  return new Queue(scope, id, {
    queueName: physicalName(scope, workflow, kebab(id)),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    ...props,
  });
}

/** A queue where something ends that could not be delivered or applied. */
export function deadLetters(scope: Construct, id: string, workflow: string): IQueue {
  const made = queue(scope, id, workflow, { retentionPeriod: LONGEST_RETENTION });
  acknowledge(made, {
    'AwsSolutions-SQS3':
      'It is itself a dead-letter queue, of a state machine, a pipe or a rule, which no redrive policy shows.',
  });
  return made;
}
