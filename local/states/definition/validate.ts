import { isObject, type JsonObject } from '../json.ts';
import { type Diagnostic, Findings } from './diagnostic.ts';
import { languageOf } from './fields.ts';
import { checkGraph, checkTarget } from './graph.ts';
import type { Scope } from './scope.ts';
import type { MachineType } from './types.ts';
import { assignedIn } from './validate-assign.ts';
import { validateState } from './validate-state.ts';
import { checkEnum } from './validate-values.ts';

export function validateMachine(machine: JsonObject, type: MachineType): Diagnostic[] {
  const findings = new Findings();
  walkMachine(machine, '', scopeFor(findings, type));
  return findings.all;
}

/** The scope in which the top of a definition is checked. */
export const scopeFor = (findings: Findings, type: MachineType): Scope => ({
  findings,
  type,
  language: 'JSONPath',
  targets: new Set(),
  names: new Set(),
  outer: new Set(),
  inner: walkMachine,
});

const INNER_FIELDS = new Set(['Comment', 'ProcessorConfig', 'StartAt', 'States', 'TimeoutSeconds', 'Version']);
const TOP_FIELDS = new Set(['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version']);

/** Checks a machine at `path` (`''` for the whole definition), and the states in it. */
function walkMachine(machine: JsonObject, path: string, outer: Scope): void {
  const { findings } = outer;
  const missing = ['States', 'StartAt'].filter((field) => !Object.hasOwn(machine, field));
  if (missing.length > 0) {
    findings.schema(`These fields are required: [${missing.join(', ')}]`, path || '/');
    return;
  }
  const { States: states, StartAt: start } = machine;
  if (!isObject(states)) {
    findings.schema('Expected value of type Object', `${path}/States`);
    return;
  }
  if (Object.keys(states).length === 0) {
    findings.schema('Value cannot be empty', `${path}/States`);
    return;
  }
  const scope: Scope = {
    ...outer,
    language: path === '' ? languageOf(machine.QueryLanguage, 'JSONPath') : outer.language,
    targets: new Set(Object.keys(states)),
  };
  checkTop(machine, path, scope);
  checkTarget(start, `${path}/StartAt`, scope);
  const around = { ...scope, outer: new Set([...outer.outer, ...assignedIn(states)]) };
  for (const [name, state] of Object.entries(states)) checkState(name, state, `${path}/States/${name}`, scope, around);
  if (typeof start === 'string') checkGraph(states, start, path, scope);
}

function checkTop(machine: JsonObject, path: string, { findings }: Scope): void {
  const { TimeoutSeconds: timeout, Version: version, QueryLanguage: language } = machine;
  const known = path === '' ? TOP_FIELDS : INNER_FIELDS;
  for (const field of Object.keys(machine)) {
    if (!known.has(field)) findings.schema(`Field '${field}' is not supported`, path || '/');
  }
  if (timeout !== undefined && !(Number.isInteger(timeout) && (timeout as number) >= 0)) {
    findings.schema('Expected value of type Integer', `${path}/TimeoutSeconds`);
  }
  if (version !== undefined) checkEnum(version, ['1.0'], `${path}/Version`, findings);
  if (path === '' && language !== undefined) checkEnum(language, LANGUAGES, '/QueryLanguage', findings);
}

const LANGUAGES = ['JSONPath', 'JSONata'];

function checkState(name: string, state: unknown, path: string, scope: Scope, around: Scope): void {
  const { findings, names } = scope;
  if (name.length > 80)
    findings.add(
      'INVALID_STATE_NAME',
      `State name: ${name} exceeds the 80-character limit allowed by the service`,
      path,
    );
  if (names.has(name)) findings.add('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, path);
  names.add(name);
  if (isObject(state)) validateState(state, path, scope, around);
  else findings.schema('Expected value of type Object', path);
}
