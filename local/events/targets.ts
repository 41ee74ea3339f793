import { uuid } from '../clock.ts';
import { type Cloud, isAwsError, type ServiceName } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import type { ApiDestinations } from './api-destinations.ts';
import type { Target } from './rules.ts';

/** What a target is, told from its ARN. */
export type TargetKind = 'sqs' | 'lambda' | 'states' | 'bus' | 'sns' | 'logs' | 'api-destination';

const KINDS: readonly (readonly [RegExp, TargetKind])[] = [
  [/^arn:[^:]+:sqs:/, 'sqs'],
  [/^arn:[^:]+:lambda:/, 'lambda'],
  [/^arn:[^:]+:states:/, 'states'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:event-bus\//, 'bus'],
  [/^arn:[^:]+:events:[^:]*:[^:]*:api-destination\//, 'api-destination'],
  [/^arn:[^:]+:sns:/, 'sns'],
  [/^arn:[^:]+:logs:/, 'logs'],
];

/** @throws NotSupportedError for targets that this runtime has no engine for */
export function targetKind(arn: string): TargetKind {
  for (const [pattern, kind] of KINDS) if (pattern.test(arn)) return kind;
  throw new NotSupportedError(`the event target ${arn.split(':')[2] ?? arn}`);
}

/** Hands an input over to a target; resolves when the target has accepted it. */
export class TargetSenders {
  readonly #cloud: Cloud;
  readonly #destinations: ApiDestinations;
  /** Puts an event as it is on another bus. */
  toBus: (busArn: string, event: string) => void = () => undefined;

  constructor(cloud: Cloud, destinations: ApiDestinations) {
    this.#cloud = cloud;
    this.#destinations = destinations;
  }

  async send(target: Target, input: string, event: string): Promise<void> {
    const { Arn: arn } = target;
    switch (targetKind(arn)) {
      case 'sqs':
        return this.#call('sqs', 'SendMessage', {
          QueueUrl: arn.slice(arn.lastIndexOf(':') + 1),
          MessageBody: input,
          ...fifoFields(target),
        });
      case 'lambda':
        return this.#call('lambda', 'Invoke', { FunctionName: arn, InvocationType: 'Event', Payload: input });
      case 'states':
        return this.#call('states', 'StartExecution', { stateMachineArn: arn, input });
      case 'sns':
        return this.#call('sns', 'Publish', { TopicArn: arn, Message: input });
      case 'logs':
        return this.#toLogs(arn, input);
      case 'bus':
        return this.toBus(arn, event);
      case 'api-destination':
        return this.#destinations.invoke(target, input);
    }
  }

  async #call(service: ServiceName, action: string, input: object): Promise<void> {
    await this.#cloud.call(service, action, input);
  }

  /** Each event gets its own stream, as on AWS. */
  async #toLogs(arn: string, message: string): Promise<void> {
    const logGroupName = arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? '';
    const logStreamName = uuid(this.#cloud.clock);
    const log = { logGroupName, logStreamName };
    try {
      await this.#call('logs', 'CreateLogStream', log);
    } catch (error) {
      if (!isAwsError(error) || !/AlreadyExists/.test(error.code)) throw error;
    }
    await this.#call('logs', 'PutLogEvents', { ...log, logEvents: [{ timestamp: this.#cloud.clock.now(), message }] });
  }
}

/** A FIFO queue must deduplicate by content, as on AWS: the event's id makes each event its own message. */
const fifoFields = ({ SqsParameters }: Target): object =>
  SqsParameters?.MessageGroupId === undefined ? {} : { MessageGroupId: SqsParameters.MessageGroupId };
