import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CallbackWorkflow, handler, partnerEvents, viewTable, type WorkflowContext } from '../../lib/index.ts';
import { auth0UserChanged } from './contract.ts';
import { onlyTheNotification, userChangedPattern } from './only.ts';

/** Keeps the company's own view of the users, which Auth0 leads. The mailing list is none of its business: Mailchimp leads that. */
export class Auth0UserChanged extends Construct {
  constructor(scope: Construct, id: string, { auth0 }: WorkflowContext) {
    super(scope, id);
    const view = viewTable(this, 'View', 'userId');
    const { callBack } = new CallbackWorkflow(this, 'Workflow', {
      source: partnerEvents(auth0.buses, userChangedPattern, { only: onlyTheNotification }),
      contract: auth0UserChanged,
      callBack: handler(import.meta.dirname, 'write.ts'),
      budget: { concurrency: 4, perSecond: auth0.management.perSecond },
      environment: { ...auth0.management.environment, VIEW_TABLE: view.tableName },
      secrets: { AUTH0_CLIENT_SECRET: auth0.management.clientSecret },
    });
    view.grant(callBack, 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    new CfnOutput(this, 'ViewName', { value: view.tableName });
  }
}
