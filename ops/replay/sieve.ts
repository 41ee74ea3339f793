import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed, OperationError } from '../errors.ts';
import { parsed } from '../executions/keys.ts';
import { pages } from '../pages.ts';
import type { Workflow } from '../workflows.ts';

/** A queue and rules that stand beside a workflow's own for a while: what is replayed through them, and nothing else, lies in the queue. */
export interface Sieve {
  readonly queue: string;
  /** ARNs. */
  readonly rules: readonly string[];
  remove(): Promise<void>;
}

const TARGET_ID = 'preview';

/**
 * Makes one: rules with the patterns and inputs of the workflow's own, that match events of this replay alone. Its queue forgets
 * after an hour, should nobody remove it.
 */
export async function openSieve(
  clients: Clients,
  workflow: Workflow,
  bus: string,
  ownRules: readonly string[],
  replay: string,
): Promise<Sieve> {
  const { events, queues } = clients;
  const name = `${workflow.stack}-preview-${randomUUID()}`;
  const made: string[] = [];
  let QueueUrl: string | undefined;
  const remove = async () => {
    for (const Rule of made) {
      const which = { EventBusName: bus, Ids: [TARGET_ID] };
      await allowed('events:RemoveTargets', () => events.send(new RemoveTargetsCommand({ Rule, ...which })));
      await allowed('events:DeleteRule', () => events.send(new DeleteRuleCommand({ Name: Rule, EventBusName: bus })));
    }
    if (QueueUrl) await allowed('sqs:DeleteQueue', () => queues.send(new DeleteQueueCommand({ QueueUrl })));
  };
  try {
    const attributes = { MessageRetentionPeriod: '3600', SqsManagedSseEnabled: 'true' };
    ({ QueueUrl } = await allowed('sqs:CreateQueue', () =>
      queues.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes })),
    ));
    const queueArn = await arnOf(clients, QueueUrl);
    const rules: string[] = [];
    for (const [index, own] of ownRules.entries()) {
      const Name = `${name}-${index}`;
      const { EventPattern, input } = await ruleOf(clients, workflow, bus, own);
      const pattern = JSON.stringify({ ...EventPattern, 'replay-name': [replay] });
      const { RuleArn = '' } = await allowed('events:PutRule', () =>
        events.send(new PutRuleCommand({ Name, EventBusName: bus, EventPattern: pattern })),
      );
      made.push(Name);
      rules.push(RuleArn);
      await admit(clients, QueueUrl ?? '', queueArn, rules);
      const Targets = [{ ...input, Id: TARGET_ID, Arn: queueArn }];
      await allowed('events:PutTargets', () =>
        events.send(new PutTargetsCommand({ Rule: Name, EventBusName: bus, Targets })),
      );
    }
    return { queue: name, rules, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The pattern of one of the workflow's rules, and what its target makes of an event. */
async function ruleOf({ events }: Clients, { queue = '' }: Workflow, EventBusName: string, arn: string) {
  const Rule = arn.split('/').at(-1) ?? '';
  const { EventPattern: text } = await allowed('events:DescribeRule', () =>
    events.send(new DescribeRuleCommand({ Name: Rule, EventBusName })),
  );
  const pattern = parsed(text);
  if (!isObject(pattern))
    throw new OperationError(`the rule ${Rule} has no event pattern: its events cannot be told apart`);
  const all = pages((token) =>
    allowed('events:ListTargetsByRule', () =>
      events.send(new ListTargetsByRuleCommand({ Rule, EventBusName, ...token })),
    ),
  );
  for await (const { Targets = [] } of all) {
    const own = Targets.find(({ Arn = '' }) => Arn.endsWith(`:${queue}`));
    if (own) return { EventPattern: pattern, input: inputOf(own) };
  }
  throw new OperationError(`the rule ${Rule} does not lead to ${queue} any more`);
}

function inputOf({ Input, InputPath, InputTransformer }: Target): Partial<Target> {
  return { ...(Input && { Input }), ...(InputPath && { InputPath }), ...(InputTransformer && { InputTransformer }) };
}

async function arnOf({ queues }: Clients, QueueUrl: string | undefined): Promise<string> {
  const { Attributes } = await allowed('sqs:GetQueueAttributes', () =>
    queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })),
  );
  return Attributes?.QueueArn ?? '';
}

/** Lets these rules, and nobody else, send to the queue. */
async function admit({ queues }: Clients, QueueUrl: string, Resource: string, rules: readonly string[]): Promise<void> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource,
    Condition: { ArnEquals: { 'aws:SourceArn': rules } },
  };
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) };
  await allowed('sqs:SetQueueAttributes', () => queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })));
}
