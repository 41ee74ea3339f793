import { shapeResult } from '../execution/data.ts';
import type { Plan } from '../execution/execution.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import type { Json } from '../json.ts';
import { exceeded, thresholdExceeded } from './map-children.ts';
import { numberField } from './map-numbers.ts';
import { mocked } from './task.ts';

/** A Map under TestState: its iterations are mocked, and so is how many of them failed. */
export async function testMap(
  visit: Visit,
  { mock, configuration }: NonNullable<Plan['test']>,
  total: number,
  input: Json,
  width: number,
): Promise<Outcome> {
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
  if (limited && exceeded({ tolerated_count, tolerated_percentage }, failed, total)) throw thresholdExceeded();
  return shapeResult(visit, mocked(mock ?? {}));
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
