import { Construct } from 'constructs';
import { EcstWorkflow, handler, partnerEvents, type WorkflowContext } from '../../lib/index.ts';
import { auth0UserEvent } from './contract.ts';
import { auth0UserPattern } from './pattern.ts';

/** Makes users who sign up members of the mailing list, and archives those who are deleted. */
export class Auth0UserToMailchimp extends Construct {
  constructor(scope: Construct, id: string, { tables, auth0, marketing }: WorkflowContext) {
    super(scope, id);
    const { write } = new EcstWorkflow(this, 'Workflow', {
      source: partnerEvents(auth0.buses, auth0UserPattern),
      contract: auth0UserEvent,
      write: handler(import.meta.dirname, 'write.ts'),
      target: 'Mailchimp',
      environment: { ...marketing.environment, MEMBER_LINKS_TABLE: tables.memberLinks.tableName },
      secrets: { MAILCHIMP_KEY_SECRET: marketing.apiKey },
      concurrency: marketing.concurrency,
      batch: 10,
    });
    tables.memberLinks.grant(write, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  }
}
