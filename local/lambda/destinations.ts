import { type CallContext, type Cloud, isAwsError, type ServiceName } from '../cloud.ts';
import type { Execution } from './executor.ts';
import type { InvokeConfig } from './invoke-config.ts';

/** How an asynchronous invocation ended. */
export interface AsyncOutcome {
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly requestId: string;
  readonly functionArn: string;
  readonly version: string;
  readonly payload: string;
  readonly attempts: number;
  readonly run?: Execution;
}

/**
 * Sends the outcome to the OnSuccess or OnFailure destination, and a failed event to the dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function deliverOutcome(
  cloud: Cloud,
  config: InvokeConfig,
  deadLetterTarget: string | undefined,
  outcome: AsyncOutcome,
  context: CallContext,
): Promise<void> {
  const succeeded = outcome.condition === 'Success';
  const destination = succeeded ? config.OnSuccess : config.OnFailure;
  if (destination) await send(cloud, destination, record(cloud, outcome), succeeded, outcome, context);
  if (deadLetterTarget && !succeeded) await sendDeadLetter(cloud, deadLetterTarget, outcome, context);
}

function record(cloud: Cloud, outcome: AsyncOutcome): Record<string, unknown> {
  const { requestId, functionArn, condition, attempts, run } = outcome;
  return {
    version: '1.0',
    timestamp: new Date(cloud.clock.now()).toISOString(),
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempts },
    requestPayload: JSON.parse(outcome.payload),
    responseContext: run && {
      statusCode: 200,
      executedVersion: outcome.version,
      functionError: run.error ? 'Unhandled' : undefined,
    },
    responsePayload: run && parsed(run.payload),
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload; // a streaming handler may answer any text
  }
}

async function send(
  cloud: Cloud,
  destination: string,
  body: Record<string, unknown>,
  succeeded: boolean,
  outcome: AsyncOutcome,
  context: CallContext,
): Promise<void> {
  const text = JSON.stringify(body);
  const detailType = `Lambda Function Invocation Result - ${succeeded ? 'Success' : 'Failure'}`;
  const entry = {
    Source: 'lambda',
    DetailType: detailType,
    Detail: text,
    Resources: [outcome.functionArn, destination],
  };
  const calls: Partial<Record<ServiceName, () => Promise<unknown>>> = {
    sqs: () => cloud.call('sqs', 'SendMessage', { QueueUrl: queueUrl(destination), MessageBody: text }, context),
    sns: () => cloud.call('sns', 'Publish', { TopicArn: destination, Message: text }, context),
    lambda: () =>
      cloud.call(
        'lambda',
        'Invoke',
        { FunctionName: destination, InvocationType: 'Event', Payload: text },
        { account: context.account, region: context.region },
      ),
    events: () => cloud.call('events', 'PutEvents', { Entries: [{ ...entry, EventBusName: destination }] }, context),
  };
  await attempt(destination, calls[destination.split(':')[2] as ServiceName]);
}

async function sendDeadLetter(
  cloud: Cloud,
  target: string,
  outcome: AsyncOutcome,
  context: CallContext,
): Promise<void> {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const MessageAttributes = {
    RequestID: text(outcome.requestId),
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: text(outcome.run?.error?.errorMessage.slice(0, 1024) || outcome.condition),
  };
  const body = outcome.payload;
  await attempt(target, () =>
    target.split(':')[2] === 'sns'
      ? cloud.call('sns', 'Publish', { TopicArn: target, Message: body, MessageAttributes }, context)
      : cloud.call('sqs', 'SendMessage', { QueueUrl: queueUrl(target), MessageBody: body, MessageAttributes }, context),
  );
}

/** A destination that refuses, or is gone, drops the outcome, as on AWS (where a metric counts it); a fault is thrown. */
async function attempt(target: string, call: (() => Promise<unknown>) | undefined): Promise<void> {
  try {
    await call?.();
  } catch (error) {
    if (!isAwsError(error)) throw error;
    process.stderr.write(`lambda: the destination ${target} refused an outcome: ${error.code}: ${error.message}\n`);
  }
}

/** SQS finds a queue by the last parts of its URL. */
export function queueUrl(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
