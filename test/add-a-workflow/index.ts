import { Construct } from 'constructs';
import { EcstWorkflow, handler, tableChanges, viewTable, type WorkflowContext } from '../../lib/index.ts';
import { provider } from './contract.ts';

/** Keeps a view of the providers' names, for who needs nothing else of them. */
export class ProviderNames extends Construct {
  constructor(scope: Construct, id: string, { tables }: WorkflowContext) {
    super(scope, id);
    const view = viewTable(this, 'View', 'providerId');
    const { write } = new EcstWorkflow(this, 'Workflow', {
      source: tableChanges(tables.providers),
      contract: provider,
      write: handler(import.meta.dirname, 'write.ts'),
      environment: { VIEW_TABLE: view.tableName },
    });
    view.grant(write, 'dynamodb:PutItem', 'dynamodb:BatchGetItem', 'dynamodb:Scan');
  }
}
