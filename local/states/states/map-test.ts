import { shapeResult } from '../execution/data.ts';
import type { MapItem } from '../execution/map-item.ts';
import type { Plan } from '../execution/plan.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import type { Json } from '../json.ts';
import { batched } from './map-batches.ts';
import { exceeded, thresholdExceeded } from './map-children.ts';
import { iterationInput } from './map-input.ts';
import { numberField } from './map-numbers.ts';
import { mocked } from './task.ts';

/** A Map under TestState: its iterations are mocked, and so is how many of them failed. */
export async function testMap(
  visit: Visit,
  { mock, configuration }: NonNullable<Plan['test']>,
  items: MapItem[],
  input: Json,
  width: number,
): Promise<Outcome> {
  await inspectItems(visit, input, items);
  visit.inspect('maxConcurrency', width);
  const tolerated_count = await tolerated(visit, 'ToleratedFailureCount', 'toleratedFailureCount', input);
  const tolerated_percentage = await tolerated(
    visit,
    'ToleratedFailurePercentage',
    'toleratedFailurePercentage',
    input,
  );
  const failed = Number(configuration.mapIterationFailureCount ?? 0);
  const limited = tolerated_count > 0 || tolerated_percentage > 0;
  if (limited && exceeded({ tolerated_count, tolerated_percentage }, failed, items.length)) throw thresholdExceeded();
  return shapeResult(visit, mocked(mock ?? {}));
}

/** What the iterations would have been given. */
async function inspectItems(visit: Visit, input: Json, items: MapItem[]): Promise<void> {
  const { ItemSelector, Parameters, ItemBatcher } = visit.state;
  if ((ItemSelector ?? Parameters) !== undefined) {
    const inputs: Json[] = [];
    for (const item of items) inputs.push(await iterationInput(visit, input, item));
    visit.inspect('afterItemSelector', inputs);
  }
  if (ItemBatcher === undefined) return;
  const batches = await batched(visit, input, items);
  visit.inspect(
    'afterItemBatcher',
    batches.map(({ text }) => JSON.parse(text) as Json),
  );
}

async function tolerated(
  visit: Visit,
  field: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  shown: string,
  input: Json,
): Promise<number> {
  const given = visit.state[field] !== undefined || visit.state[`${field}Path`] !== undefined;
  const value = await numberField(visit, field, input, 0);
  if (given) visit.inspect(shown, value);
  return value;
}
