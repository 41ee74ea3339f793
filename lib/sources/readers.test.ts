import { Construct } from 'constructs';
import { inventoryItem } from '../../workflows/inventory-to-algolia/contract.ts';
import type { WorkflowContext } from '../context.ts';
import { EcstWorkflow } from '../ecst-workflow.ts';
import { handler } from '../handler.ts';
import type { WorkflowClass } from '../penstock-stack.ts';
import { stackOf } from '../test-support/stack.ts';
import { tableChanges } from './table-changes.ts';

function reader(name: string, batchSize?: number): WorkflowClass {
  return class extends Construct {
    constructor(scope: Construct, _id: string, { tables }: WorkflowContext) {
      super(scope, name);
      new EcstWorkflow(this, 'Workflow', {
        source: tableChanges(tables.inventory, batchSize === undefined ? {} : { batchSize }),
        contract: inventoryItem,
        write: handler(import.meta.dirname, 'source.ts'),
      });
    }
  };
}

test('a table has two readers at most', () => {
  expect(() => stackOf([reader('First'), reader('Second')])).not.toThrow();
});

test('a third is refused, and the way out is named', () => {
  expect(() => stackOf([reader('First'), reader('Second'), reader('Third')])).toThrow(
    /third would be reader 3 .* \(now: first, second\)\. Way out: .*busEvents\(\)/,
  );
});

test.each([0, 101])('a batch of %i changes is refused', (batchSize) => {
  expect(() => stackOf([reader('Odd', batchSize)])).toThrow(/1 to 100/);
});
