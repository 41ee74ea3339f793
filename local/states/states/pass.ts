import { afterInputPath, assignByPath, filterBy, placeResult, shapeByJsonata } from '../execution/data.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { evaluateTemplate } from '../jsonpath/template.ts';

/** Hands its input on, or makes an output without any work. */
export async function pass(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  if (visit.jsonata) return shapeByJsonata(visit, {}, visit.input);
  const input = afterInputPath(visit);
  visit.inspect('afterInputPath', input);
  const given =
    state.Parameters === undefined ? input : evaluateTemplate(state.Parameters, visit.roots(input), visit.clock);
  visit.inspect('afterParameters', given);
  const result = state.Result === undefined ? given : state.Result;
  visit.inspect('result', result);
  const placed = placeResult(visit, state.ResultPath, result);
  visit.inspect('afterResultPath', placed);
  const assigned = assignByPath(visit, state.Assign, result);
  const output = state.OutputPath === undefined ? placed : filterBy(state.OutputPath, placed, visit, 'OutputPath');
  return assigned === undefined ? { output } : { output, assigned };
}
