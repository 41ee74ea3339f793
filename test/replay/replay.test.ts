import {
  DisableRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  PutPartnerEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { type AppRuntime, LOCAL_AUTH0_SOURCE, startApp } from '../../bin/app-runtime.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import { type Clients, openClients } from '../../ops/clients.ts';
import { previewReplay, type ReplayPreview } from '../../ops/replay/preview.ts';
import { planReplay, type ReplayPlan, replay } from '../../ops/replay/replay.ts';
import { findWorkflow, type Workflow } from '../../ops/workflows.ts';
import { user } from '../permissions/letters.ts';
import { atRest } from '../support/at-rest.ts';
import { until } from '../support/until.ts';

describe('the replay of an archive, in which some events came to their end, some never arrived, and one is broken', () => {
  let app: AppRuntime;
  let clients: Clients;
  let workflow: Workflow;
  let plan: ReplayPlan;
  let found: ReplayPreview;
  const members = async () => [...(await vendorsAt(app).members()).keys()].sort();

  beforeAll(async () => {
    app = await startApp({ port: 0 });
    clients = openClients({ endpoint: app.endpoint });
    workflow = await findWorkflow(clients, 'auth0-user-to-mailchimp');
    const from = Date.now() - 1_000;
    const window = async () => (await planReplay(clients, workflow, from, Date.now() + 1_000))[0] as ReplayPlan;
    const { rules } = await window();
    await put(clients, user('arrived'));
    await until(members, (all) => all.includes('arrived@example.com'));
    await withoutRules(clients, rules, () =>
      put(clients, user('lost'), user('lost'), { ...user('broken'), data: { object: { user_id: 7 } } }),
    );
    plan = await window();
    found = await previewReplay(clients, workflow, plan);
  }, 60_000);

  afterAll(async () => {
    if (clients) await atRest(clients);
    clients?.close();
    await app?.close();
  });

  test('is foreseen event by event, and none is carried out', async () => {
    const outcomes = found.groups
      .flat()
      .map(({ key, preview }) => `${key}: ${preview.outcome} ${preview.reason ?? ''}`);
    expect(outcomes.sort()).toEqual([
      'auth0|arrived: superseded ',
      'auth0|lost: applied ',
      expect.stringMatching(/^auth0\|lost: superseded by version/),
      expect.stringMatching(/parked ContractViolation$/),
    ]);
    expect(await members()).toEqual(['arrived@example.com']);
  });

  test('leaves no queue and no rule behind', async () => {
    const { QueueUrls = [] } = await clients.queues.send(new ListQueuesCommand({}));
    expect(QueueUrls.filter((url) => url.includes('preview'))).toEqual([]);
    const { Rules = [] } = await clients.events.send(new ListRulesCommand({ EventBusName: LOCAL_AUTH0_SOURCE }));
    expect(Rules.filter(({ Name = '' }) => Name.includes('preview'))).toEqual([]);
  });

  test('then does what was foreseen', async () => {
    expect((await replay(clients, workflow, plan)).state).toBe('COMPLETED');
    expect(await until(members, (all) => all.length > 1)).toEqual(['arrived@example.com', 'lost@example.com']);
  });
});

async function put({ events }: Clients, ...details: object[]): Promise<void> {
  const Entries = details.map((detail) => ({
    Source: LOCAL_AUTH0_SOURCE,
    DetailType: 'user.created',
    Detail: JSON.stringify(detail),
  }));
  await events.send(new PutPartnerEventsCommand({ Entries }));
}

/** While its rules are off, a workflow hears nothing; the archive does. */
async function withoutRules({ events }: Clients, arns: readonly string[], work: () => Promise<void>) {
  const rules = arns.map((arn) => ({ Name: arn.split('/').at(-1), EventBusName: LOCAL_AUTH0_SOURCE }));
  for (const rule of rules) await events.send(new DisableRuleCommand(rule));
  await work();
  for (const rule of rules) await events.send(new EnableRuleCommand(rule));
}
