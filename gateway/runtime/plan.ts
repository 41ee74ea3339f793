import { planAnswer, requestErrors, type WireAnswer } from './answer.ts';
import type { Kit } from './kit.ts';
import type { RequestState } from './state.ts';
import type { VariablePlan } from './variable-plan.ts';
import { coerceVariables } from './variables.ts';

/** A compiled operation. */
export interface Plan extends VariablePlan {
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  readonly run: (state: RequestState) => Promise<unknown>;
}

/** A plan as the build registers it. */
export interface PlanEntry {
  /** SHA-256 of the document as clients send it. */
  readonly hash: string;
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  /** Scopes without which the operation is refused. */
  readonly scopes: readonly string[];
  /** The caller's headers that its sources are given: answers may differ with them. */
  readonly forward: readonly string[];
  /** Steps that call upstream. */
  readonly calls: number;
  readonly plan: Plan;
}

/** What the build emits for all operations. */
export type PlanModule = (kit: Kit) => readonly PlanEntry[];

/** What tests evaluate for an operation: `(kit) => plan`. */
export type PlanFactory = (kit: Kit) => Plan;

/** Runs a plan: variables in, answer out. `invalid` tells that nothing ran. */
export function runPlan(
  plan: Plan,
  state: RequestState,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ answer: WireAnswer; invalid: boolean }> {
  const coerced = coerceVariables(plan, variables);
  if ('errors' in coerced) return Promise.resolve({ answer: requestErrors(coerced.errors), invalid: true });
  state.v = coerced.values;
  return plan.run(state).then((data) => ({ answer: planAnswer(state, data), invalid: false }));
}
