import { isObject, type JsonObject } from '../json.ts';
import type { Scope } from './scope.ts';

/** Whether the workflow can end, asked of the top alone; then the states that no transition leads to. */
export function checkGraph(states: JsonObject, start: string, path: string, { findings, targets }: Scope): void {
  if (path === '' && !findings.malformed && !Object.values(states).some(isTerminal)) {
    findings.add('MISSING_END_STATE', 'Workflow has no terminal state');
    return;
  }
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name) || !targets.has(name)) continue;
    reached.add(name);
    waiting.push(...nextOf(states[name]));
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name))
      findings.add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${path}/States/${name}`);
  }
}

const isTerminal = (state: unknown): boolean =>
  isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');

function nextOf(state: unknown): string[] {
  if (!isObject(state)) return [];
  const rules = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []));
  const names = [state.Next, state.Default, ...rules.map((rule) => (isObject(rule) ? rule.Next : undefined))];
  return names.filter((name) => typeof name === 'string');
}

/** A transition must lead to a state of the same machine. AWS says `'Next'` in every position. */
export function checkTarget(target: unknown, at: string, { findings, targets }: Scope): void {
  if (typeof target !== 'string') findings.schema('Expected value of type String', at);
  else if (!targets.has(target)) findings.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, at);
}
