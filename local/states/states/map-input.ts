import type { MapItem } from '../execution/map-item.ts';
import type { Visit } from '../execution/visit.ts';
import type { Json } from '../json.ts';
import { evaluateTemplate } from '../jsonpath/template.ts';

/** What an iteration gets: the item itself, or what ItemSelector (once called Parameters) makes of it. */
export async function iterationInput(visit: Visit, input: Json, item: MapItem): Promise<Json> {
  const { state } = visit;
  const selector = state.ItemSelector ?? (visit.jsonata ? undefined : state.Parameters);
  if (selector === undefined) return item.Key === undefined ? item.Value : { Key: item.Key, Value: item.Value };
  visit.item = item;
  try {
    return visit.jsonata
      ? await visit.evaluate(selector, 'ItemSelector')
      : evaluateTemplate(selector, visit.roots(input), visit.clock);
  } finally {
    visit.item = undefined;
  }
}
