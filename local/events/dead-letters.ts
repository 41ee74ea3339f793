import { validation } from '../errors.ts';

/** A dead-letter queue of a target or a bus is a standard queue. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function checkDeadLetters(arn: string | undefined): void {
  if (arn === undefined) return;
  const service = arn.split(':')[2] ?? arn;
  if (service !== 'sqs') throw validation(`${service} is not supported as a dead letter resource`);
  if (arn.endsWith('.fifo')) throw validation('SQS FIFO is not supported by Dead Letter Queues');
}
