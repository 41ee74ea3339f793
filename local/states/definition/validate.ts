import { isObject, type JsonObject } from '../json.ts';
import { type Diagnostic, Findings } from './diagnostic.ts';
import type { MachineType } from './parse.ts';
import type { QueryLanguage } from './types.ts';
import { validateState } from './validate-state.ts';

/** What the checks of one definition share. */
export interface Scope {
  readonly findings: Findings;
  readonly type: MachineType;
  readonly language: QueryLanguage;
  /** The states of the machine at hand, the targets of its transitions. */
  readonly targets: ReadonlySet<string>;
  /** Names must be unique in the whole definition. */
  readonly names: Set<string>;
}

export function validateMachine(machine: JsonObject, type: MachineType): Diagnostic[] {
  const findings = new Findings();
  walkMachine(machine, '', { findings, type, language: 'JSONPath', targets: new Set(), names: new Set() });
  return findings.all;
}

/** Checks a machine at `path` (`''` for the whole definition), and the states in it. */
export function walkMachine(machine: JsonObject, path: string, outer: Scope): void {
  const { findings } = outer;
  const missing = ['States', 'StartAt'].filter((field) => !Object.hasOwn(machine, field));
  if (missing.length > 0) {
    findings.schema(`These fields are required: [${missing.join(', ')}]`, path || '/');
    return;
  }
  const { States: states, StartAt: start, QueryLanguage: language = outer.language } = machine;
  if (language !== 'JSONPath' && language !== 'JSONata') {
    findings.schema(
      "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]",
      `${path}/QueryLanguage`,
    );
    return;
  }
  if (!isObject(states)) {
    findings.schema('Expected value of type Object', `${path}/States`);
    return;
  }
  if (Object.keys(states).length === 0) {
    findings.schema('Object should have at least 1 entry', `${path}/States`);
    return;
  }
  if (typeof start !== 'string') {
    findings.schema('Expected value of type String', `${path}/StartAt`);
    return;
  }
  const scope: Scope = { ...outer, language, targets: new Set(Object.keys(states)) };
  if (!scope.targets.has(start))
    findings.add('MISSING_TRANSITION_TARGET', `Missing 'StartAt' target: ${start}`, `${path}/StartAt`);
  checkTop(machine, path, scope);
  checkReachable(states, start, path, scope);
  for (const [name, state] of Object.entries(states)) checkState(name, state, `${path}/States/${name}`, scope);
}

function checkTop(machine: JsonObject, path: string, { findings }: Scope): void {
  const { TimeoutSeconds: timeout, Version: version } = machine;
  if (timeout !== undefined && !(Number.isInteger(timeout) && (timeout as number) > 0)) {
    findings.schema('Expected value of type Integer', `${path}/TimeoutSeconds`);
  }
  if (version !== undefined && version !== '1.0')
    findings.schema("The field 'Version' should have one of these values: [1.0]", `${path}/Version`);
}

function checkState(name: string, state: unknown, path: string, scope: Scope): void {
  if (name.length > 80) scope.findings.schema('State name must not exceed 80 characters', path);
  if (scope.names.has(name)) scope.findings.add('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, path);
  scope.names.add(name);
  if (isObject(state)) validateState(state, path, scope);
  else scope.findings.schema('Expected value of type Object', path);
}

/** States that no transition leads to. */
function checkReachable(states: JsonObject, start: string, path: string, { findings, targets }: Scope): void {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name) || !targets.has(name)) continue;
    reached.add(name);
    waiting.push(...nextOf(states[name]));
  }
  for (const name of targets) {
    if (!reached.has(name))
      findings.add('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${path}/States/${name}`);
  }
}

function nextOf(state: unknown): string[] {
  if (!isObject(state)) return [];
  const rules = [state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []));
  const names = [state.Next, state.Default, ...rules.map((rule) => (isObject(rule) ? rule.Next : undefined))];
  return names.filter((name) => typeof name === 'string');
}
