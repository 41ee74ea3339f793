import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ProviderChanged as event } from '../../functions/events/provider-changed.ts';
import { busEvents, CallbackWorkflow, handler, viewTable, type WorkflowContext } from '../../lib/index.ts';
import { providerChanged } from './contract.ts';

/** Keeps a view of the providers, which the portal leads, and tells each provider when a version of its profile is live. */
export class ProviderChanged extends Construct {
  constructor(scope: Construct, id: string, { system, providersApi, comms }: WorkflowContext) {
    super(scope, id);
    const view = viewTable(this, 'View', 'providerId');
    const { callBack } = new CallbackWorkflow(this, 'Workflow', {
      source: busEvents(system.bus, { source: [event.source], detailType: [event.name] }),
      contract: providerChanged,
      callBack: handler(import.meta.dirname, 'write.ts'),
      budget: { concurrency: 5, perSecond: 50 },
      environment: { ...providersApi.environment, ...comms.environment, VIEW_TABLE: view.tableName },
      secrets: { PROVIDERS_TOKEN_SECRET: providersApi.token, COMMS_TOKEN_SECRET: comms.token },
    });
    view.grant(callBack, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    new CfnOutput(this, 'ViewName', { value: view.tableName });
  }
}
