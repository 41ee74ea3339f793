import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Allowed } from './fields.ts';
import type { Scope } from './scope.ts';
import { checkFields } from './validate-fields.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkPair } from './validate-values.ts';

/** How a distributed Map batches its items, what its runs are called, and that its reader and its writer name a resource. */
export function checkItems(
  { ItemBatcher, ItemReader, Label, ResultWriter }: JsonObject,
  path: string,
  scope: Scope,
): void {
  for (const [field, value] of Object.entries({ ItemReader, ResultWriter }))
    if (isObject(value) && value.Resource !== undefined && typeof value.Resource !== 'string')
      scope.findings.schema('Expected value of type String', `${path}/${field}/Resource`);
  if (ItemBatcher !== undefined) checkBatcher(ItemBatcher, `${path}/ItemBatcher`, scope);
  if (Label !== undefined && typeof Label !== 'string')
    scope.findings.schema('Expected value of type String', `${path}/Label`);
}

const BATCHER: Allowed = {
  both: ['BatchInput', 'MaxItemsPerBatch', 'MaxInputBytesPerBatch'],
  JSONPath: ['MaxItemsPerBatchPath', 'MaxInputBytesPerBatchPath'],
  JSONata: [],
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
function checkBatcher(batcher: Json, at: string, scope: Scope): void {
  if (!isObject(batcher)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  checkFields(batcher, BATCHER, at, scope);
  checkPair(batcher, at, scope, 'MaxItemsPerBatch', { least: 1 });
  checkPair(batcher, at, scope, 'MaxInputBytesPerBatch', { least: 1 });
  checkTemplates(batcher.BatchInput, `${at}/BatchInput`, scope);
}
