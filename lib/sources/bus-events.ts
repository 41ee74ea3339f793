import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule, type RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { physicalName } from '../naming.ts';
import { queuePipe } from '../pipes/queue-pipe.ts';
import { deadLetters, queue } from '../queues.ts';
import type { Connection, Listener, Source } from './source.ts';

/** The events of a bus that match a pattern: in no order, at least once. A pipe cannot read a bus, so a queue stands between. */
export function busEvents(bus: IEventBus, pattern: EventPattern): Source {
  return events([bus], pattern);
}

export interface PartnerEventsOptions {
  /** What is taken of each event, instead of the whole: `RuleTargetInput.fromObject({… EventField.fromPath('$.detail.id')})`. */
  readonly only?: RuleTargetInput;
}

/**
 * The events of a partner's buses. A partner has one event source, hence one bus, per stream that is set up there; a workflow
 * that takes several forms of the same event listens to all of them.
 */
export function partnerEvents(
  buses: readonly IEventBus[],
  pattern: EventPattern,
  options: PartnerEventsOptions = {},
): Source {
  return events(buses, pattern, options.only);
}

function events(buses: readonly IEventBus[], pattern: EventPattern, only?: RuleTargetInput): Source {
  if (!buses.length) throw new Error('A workflow of no bus would hear nothing: name at least one.');
  return { style: 'event', connect: (scope, listener) => connect(scope, listener, { buses, pattern, only }) };
}

interface Selection {
  readonly buses: readonly IEventBus[];
  readonly pattern: EventPattern;
  readonly only: RuleTargetInput | undefined;
}

/** As AWS recommends for a pipe: six times what a start may take, and at least five receives before a message is given up. */
const VISIBILITY = Duration.seconds(60);
const MAX_RECEIVES = 10;

function connect(scope: Construct, listener: Listener, { buses, pattern, only }: Selection): Connection {
  const { workflow, machine, batch } = listener;
  const unstarted = deadLetters(scope, 'QueueDeadLetters', workflow);
  const undelivered = deadLetters(scope, 'RuleDeadLetters', workflow);
  const events = queue(scope, 'Events', workflow, {
    // A day less than the dead letters': a message keeps its first date there.
    retentionPeriod: Duration.days(7),
    visibilityTimeout: VISIBILITY,
    ...(batch && { maxMessageSizeBytes: batch.largestEvent }),
    deadLetterQueue: { queue: unstarted, maxReceiveCount: MAX_RECEIVES },
  });
  buses.forEach((eventBus, index) => {
    const id = index ? `Rule${index + 1}` : 'Rule';
    const ruleName = physicalName(scope, workflow, ...(index ? [String(index + 1)] : []));
    const rule = new Rule(scope, id, { ruleName, eventBus, eventPattern: pattern });
    rule.addTarget(
      new SqsQueue(events, {
        deadLetterQueue: undelivered,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
        ...(only && { message: only }),
      }),
    );
  });
  const taken = { batchSize: batch?.size ?? 1, ...(batch && { window: batch.window }) };
  const pipe = queuePipe(scope, { workflow, queue: events, machine, ...taken });
  const origin = { buses: buses.map(({ eventBusName }) => eventBusName) };
  return { origin, pipeName: pipe.pipeName, deadLetters: [unstarted, undelivered], backlog: events };
}
