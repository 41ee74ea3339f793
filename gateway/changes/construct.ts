import { CfnOutput, Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from '../../lib/acknowledge.ts';
import { physicalName } from '../../lib/naming.ts';
import { queue } from '../../lib/queues.ts';
import type { SourceDeclaration } from '../declare.ts';
import { sources as allSources } from '../sources/index.ts';
import { topicsOf } from './topics.ts';

export interface GatewayChangesProps {
  readonly bus: IEventBus;
  /** Default: every source of `gateway/sources`; their `topics` say which events are taken. */
  readonly sources?: readonly SourceDeclaration[];
}

/**
 * Bus → rule → queue, which a gateway's server follows for its subscriptions: one such construct for each server process. A
 * change that nobody took within a minute is dropped: a page that connects later asks afresh anyway.
 */
export class GatewayChanges extends Construct {
  constructor(scope: Construct, id: string, { bus, sources = allSources }: GatewayChangesProps) {
    super(scope, id);
    const events = topicsOf(sources).map(([, { event }]) => event);
    if (events.length === 0) throw new Error('no source declares a topic: there is nothing to follow');
    const changes = queue(this, 'Queue', 'gateway-changes', {
      retentionPeriod: Duration.minutes(1),
      visibilityTimeout: Duration.seconds(10),
    });
    acknowledge(changes, {
      'AwsSolutions-SQS3': 'What is not taken within a minute is worth nothing, as a dead letter too.',
    });
    const rule = new Rule(this, 'Rule', {
      ruleName: physicalName(this, 'gateway-changes'),
      eventBus: bus,
      eventPattern: {
        source: [...new Set(events.map((e) => e.source))],
        detailType: [...new Set(events.map((e) => e.name))],
      },
    });
    rule.addTarget(new SqsQueue(changes, { maxEventAge: Duration.minutes(1), retryAttempts: 5 }));
    new CfnOutput(this, 'Url', { value: changes.queueUrl });
  }
}
