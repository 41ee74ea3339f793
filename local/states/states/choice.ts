import type { ChoiceRule } from '../definition/types.ts';
import { afterInputPath, assignByPath, passInput, shapeByJsonata } from '../execution/data.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { holds } from './choice-rules.ts';

/** Goes to the state of the first rule that holds, or to the Default. */
export async function choice(visit: Visit): Promise<Outcome> {
  return visit.jsonata ? byCondition(visit) : byRule(visit);
}

const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';

async function byCondition(visit: Visit): Promise<Outcome> {
  for (const [index, rule] of (visit.state.Choices ?? []).entries()) {
    const field = `Choices[${index}]/Condition`;
    if (await visit.typed(rule.Condition ?? false, field, 'boolean', isBoolean)) return taken(visit, rule, index);
  }
  return { ...(await passInput(visit)), next: fallback(visit) };
}

/** A rule may have its own Output and Assign, which stand instead of the state's. */
async function taken(visit: Visit, rule: ChoiceRule, index: number): Promise<Outcome> {
  const own = rule.Output !== undefined || rule.Assign !== undefined;
  const shaped = own
    ? await shapeByJsonata(visit, {}, visit.input, rule, `Choices[${index}]/`)
    : { output: visit.input };
  return { ...shaped, next: rule.Next ?? '' };
}

async function byRule(visit: Visit): Promise<Outcome> {
  const { InputPath: path, Choices: choices = [] } = visit.state;
  const input = path === undefined ? visit.input : afterInputPath(visit);
  visit.inspect('afterInputPath', input);
  const roots = visit.roots(input);
  const rule = choices.find((candidate) => holds(candidate, roots));
  if (!rule) return { ...(await passInput(visit)), next: fallback(visit) };
  const { output } = await passInput(visit);
  const assigned = assignByPath(visit, rule.Assign, input);
  return assigned === undefined ? { output, next: rule.Next ?? '' } : { output, assigned, next: rule.Next ?? '' };
}

function fallback(visit: Visit): string {
  if (visit.state.Default !== undefined) return visit.state.Default;
  throw new StateFailure(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
    { interpreter: true },
  );
}
