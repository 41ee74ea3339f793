import { type App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus, Match } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import type { WorkflowContext } from './context.ts';
import { auditLog } from './logs.ts';
import { physicalName } from './naming.ts';
import { vendorKey } from './secrets.ts';
import type { Settings } from './settings.ts';
import { Tables } from './tables.ts';

/** A workflow's construct, as each folder of `workflows/` exports one. */
export type WorkflowClass = new (scope: Construct, id: string, context: WorkflowContext) => Construct;

/** What the workflows share (tables, buses, vendors' keys), and the workflows, each under its class's name. */
export class PenstockStack extends Stack {
  readonly tables: Tables;
  /** The company's systems tell each other of changes here. */
  readonly systemBus: EventBus;

  constructor(app: App, id: string, settings: Settings, workflows: readonly WorkflowClass[]) {
    super(app, id, {
      description: 'Integration workflows, fed by EventBridge Pipes',
      env: {
        ...(settings.account && { account: settings.account }),
        ...(settings.region && { region: settings.region }),
      },
    });
    this.tables = new Tables(this, 'Tables', { retain: settings.retainData });
    this.systemBus = this.#makeSystemBus();
    const context: WorkflowContext = {
      tables: this.tables,
      auth0: {
        buses: settings.auth0EventSources.map((source, index) =>
          this.#partnerBus(source, index, settings.archivePartnerEvents),
        ),
        management: {
          environment: {
            AUTH0_DOMAIN: settings.auth0Domain,
            AUTH0_CLIENT_ID: settings.auth0ClientId,
            ...(settings.auth0Url && { AUTH0_URL: settings.auth0Url }),
          },
          perSecond: settings.auth0CallsPerSecond,
          clientSecret: vendorKey(this, 'Auth0ClientSecret', settings.auth0Secret),
        },
      },
      system: { bus: this.systemBus },
      providersApi: {
        environment: { PROVIDERS_URL: settings.providersUrl },
        token: vendorKey(this, 'ProvidersToken', settings.providersSecret),
      },
      comms: {
        environment: { COMMS_URL: settings.commsUrl },
        token: vendorKey(this, 'CommsToken', settings.commsSecret),
      },
      search: {
        environment: {
          ALGOLIA_APP_ID: settings.algoliaAppId,
          ALGOLIA_INDEX: settings.algoliaIndex,
          ...(settings.algoliaUrl && { ALGOLIA_URL: settings.algoliaUrl }),
        },
        adminKey: vendorKey(this, 'AlgoliaAdminKey', settings.algoliaSecret),
      },
      marketing: {
        environment: {
          MAILCHIMP_LIST_ID: settings.mailchimpListId,
          MAILCHIMP_SERVER: settings.mailchimpServer,
          ...(settings.mailchimpUrl && { MAILCHIMP_URL: settings.mailchimpUrl }),
        },
        concurrency: settings.mailchimpConcurrency,
        apiKey: vendorKey(this, 'MailchimpApiKey', settings.mailchimpSecret),
      },
    };
    auditLog(this);
    for (const Workflow of workflows) new Workflow(this, Workflow.name, context);
    if (settings.alarmTopic) this.#sound(settings.alarmTopic);
    Validations.of(this).addPlugins(new AwsSolutionsChecks(this));
  }

  #sound(topicArn: string): void {
    const action = new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', topicArn));
    for (const alarm of this.node.findAll()) if (alarm instanceof Alarm) alarm.addAlarmAction(action);
  }

  #makeSystemBus(): EventBus {
    const bus = new EventBus(this, 'SystemBus', { eventBusName: physicalName(this, 'system') });
    new CfnOutput(this, 'SystemBusName', { value: bus.eventBusName });
    archive(bus);
    return bus;
  }

  /** The partner's source must exist in the account: Auth0 makes it when a stream is set up there. */
  #partnerBus(eventSourceName: string, index: number, archived: boolean): EventBus {
    const id = index ? `Auth0Bus${index + 1}` : 'Auth0Bus';
    const bus = new EventBus(this, id, { eventSourceName });
    new CfnOutput(this, `${id}Name`, { value: bus.eventBusName });
    if (archived) archive(bus);
    return bus;
  }
}

/** Events can be replayed as long as a dead letter can be redriven, and are forgotten then: they may hold personal data. */
function archive(bus: EventBus): void {
  bus.archive('Archive', { retention: Duration.days(14), eventPattern: { source: Match.prefix('') } });
}
