import { planAnswer, requestErrors, type WireAnswer } from './answer.ts';
import type { Kit } from './kit.ts';
import type { RequestState } from './state.ts';
import { coerceVariables, type VariablePlan } from './variables.ts';

/** A compiled operation. */
export interface Plan extends VariablePlan {
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  readonly run: (state: RequestState) => Promise<unknown>;
}

/** What the build emits for an operation: `(kit) => plan`. */
export type PlanFactory = (kit: Kit) => Plan;

/** Runs a plan: variables in, answer out. `invalid` tells that nothing ran. */
export async function runPlan(
  plan: Plan,
  state: RequestState,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ answer: WireAnswer; invalid: boolean }> {
  const coerced = coerceVariables(plan, variables);
  if ('errors' in coerced) return { answer: requestErrors(coerced.errors), invalid: true };
  state.v = coerced.values;
  return { answer: planAnswer(state, await plan.run(state)), invalid: false };
}
