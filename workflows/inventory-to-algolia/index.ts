import { Duration } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { EcstWorkflow, handler, tableChanges, type WorkflowContext } from '../../lib/index.ts';
import { inventoryItem } from './contract.ts';

/** Keeps the search index in step with the inventory table. */
export class InventoryToAlgolia extends Construct {
  constructor(scope: Construct, id: string, { tables, search }: WorkflowContext) {
    super(scope, id);
    new EcstWorkflow(this, 'Workflow', {
      source: tableChanges(tables.inventory),
      contract: inventoryItem,
      write: handler(import.meta.dirname, 'write.ts'),
      target: 'Algolia',
      environment: search.environment,
      reconcile: Schedule.rate(Duration.days(1)),
      purge: Schedule.rate(Duration.days(7)),
      secrets: { ALGOLIA_KEY_SECRET: search.adminKey },
    });
  }
}
