import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeReplayCommand,
  DescribeRuleCommand,
  ListRuleNamesByTargetCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { archivesOf } from '../archives.ts';
import { Audit } from '../audit.ts';
import type { Clients } from '../clients.ts';
import { allowed, OperationError } from '../errors.ts';
import { pages } from '../pages.ts';
import type { Workflow } from '../workflows.ts';

export interface ReplayPlan {
  readonly archive: string;
  readonly archiveArn: string;
  readonly bus: string;
  readonly from: number;
  readonly to: number;
  /** Of the whole archive: EventBridge tells no numbers of a window, and lets nobody read an archive. */
  readonly events: number;
  /** The workflow's own rules: no other rule of the bus gets the events. */
  readonly rules: readonly string[];
}

export interface Replayed extends ReplayPlan {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
}

/** EventBridge says to leave ten minutes until recent events are in the archive. */
const ARCHIVE_DELAY_MS = 10 * 60_000;

/** What a replay of a window through one workflow would be: which archive, through which rules. */
export async function planReplay(
  clients: Clients,
  workflow: Workflow,
  from: number,
  to: number,
): Promise<ReplayPlan[]> {
  const { source } = workflow;
  if (!('buses' in source))
    throw new OperationError(
      `${workflow.name} listens to a table, which no archive keeps: penstock backfill applies all of it`,
    );
  if (to <= from) throw new OperationError('the window ends before it begins');
  const archives = await archivesOf(clients, source.buses);
  const plans: ReplayPlan[] = [];
  for (const bus of source.buses) {
    const archive = archives.find(({ EventSourceArn = '' }) => EventSourceArn.endsWith(`event-bus/${bus}`));
    if (!archive?.ArchiveName || !archive.EventSourceArn) continue;
    plans.push({
      archive: archive.ArchiveName,
      archiveArn: archive.EventSourceArn.replace(/:event-bus\/.*$/, `:archive/${archive.ArchiveName}`),
      bus: archive.EventSourceArn,
      from,
      to,
      events: archive.EventCount ?? 0,
      rules: await rulesOf(clients, workflow, bus),
    });
  }
  if (!plans.length) throw new OperationError(`no bus of ${workflow.name} has an archive`);
  return plans;
}

export function tooRecent({ to }: ReplayPlan, now = Date.now()): boolean {
  return to > now - ARCHIVE_DELAY_MS;
}

export async function rulesOf(clients: Clients, { queue = '' }: Workflow, bus: string): Promise<string[]> {
  const { QueueUrl } = await clients.queues.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes } = await clients.queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const input = { TargetArn: Attributes?.QueueArn, EventBusName: bus };
  const all = pages((token) =>
    allowed('events:ListRuleNamesByTarget', () =>
      clients.events.send(new ListRuleNamesByTargetCommand({ ...input, ...token })),
    ),
  );
  const rules: string[] = [];
  for await (const { RuleNames = [] } of all)
    for (const Name of RuleNames) {
      const { Arn } = await allowed('events:DescribeRule', () =>
        clients.events.send(new DescribeRuleCommand({ Name, EventBusName: bus })),
      );
      if (Arn) rules.push(Arn);
    }
  return rules;
}

/** Replays, through the workflow's rules alone, and waits for the end. Idempotency is the workflow's own: what was applied is superseded. */
export async function replay(
  clients: Clients,
  workflow: Workflow,
  plan: ReplayPlan,
  onState: (state: string) => void = () => undefined,
): Promise<Replayed> {
  if (!plan.rules.length) throw new OperationError(`${workflow.name} has no rule on ${plan.bus}`);
  const audit = await Audit.open(clients, workflow.auditLogGroup, 'replay');
  const name = `${workflow.name}-${Date.now()}`.slice(-64);
  const window = `${new Date(plan.from).toISOString()}/${new Date(plan.to).toISOString()}`;
  await audit.write([
    { command: 'replay', workflow: workflow.name, outcome: 'started', reason: `${plan.archive} ${window}` },
  ]);
  return run(clients, plan, name, plan.rules, onState);
}

/** Replays a window through these rules, and waits for the end. */
export async function run(
  clients: Clients,
  plan: ReplayPlan,
  name: string,
  rules: readonly string[],
  onState: (state: string) => void,
): Promise<Replayed> {
  await allowed('events:StartReplay', () =>
    clients.events.send(
      new StartReplayCommand({
        ReplayName: name,
        EventSourceArn: plan.archiveArn,
        EventStartTime: new Date(plan.from),
        EventEndTime: new Date(plan.to),
        Destination: { Arn: plan.bus, FilterArns: [...rules] },
      }),
    ),
  );
  for (;;) {
    const { State = '', StateReason } = await allowed('events:DescribeReplay', () =>
      clients.events.send(new DescribeReplayCommand({ ReplayName: name })),
    );
    onState(State);
    if (/COMPLETED|CANCELLED|FAILED/.test(State))
      return { ...plan, name, state: State, ...(StateReason && { reason: StateReason }) };
    await sleep(500);
  }
}
