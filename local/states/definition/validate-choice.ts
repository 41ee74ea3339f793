import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import { OPERATORS } from './operators.ts';
import { isTimestamp } from './timestamp.ts';
import type { Scope } from './validate.ts';
import { checkAssign, checkPath, checkTemplates } from './validate-parts.ts';

/** Checks the rules and the Default of a Choice state. */
export function checkRules(state: JsonObject, path: string, scope: Scope): void {
  const { Choices: choices, Default: fallback } = state;
  if (choices === undefined) return scope.findings.schema('These fields are required: [Choices]', path);
  if (!Array.isArray(choices) || choices.length === 0)
    return scope.findings.schema('Expected value of type Array', `${path}/Choices`);
  choices.forEach((rule, index) => checkTop(rule, `${path}/Choices[${index}]`, scope));
  if (fallback !== undefined && (typeof fallback !== 'string' || !scope.targets.has(fallback))) {
    scope.findings.add('MISSING_TRANSITION_TARGET', `Missing 'Default' target: ${String(fallback)}`, `${path}/Default`);
  }
}

function checkTop(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) return scope.findings.schema('Expected value of type Object', at);
  if (typeof rule.Next !== 'string') scope.findings.schema('These fields are required: [Next]', at);
  else if (!scope.targets.has(rule.Next)) {
    scope.findings.add('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${rule.Next}`, `${at}/Next`);
  }
  if (rule.Assign !== undefined) checkAssign(rule.Assign, `${at}/Assign`, scope);
  if (rule.Output !== undefined) checkTemplates(rule.Output, `${at}/Output`, scope);
  if (scope.language === 'JSONata') checkCondition(rule, at, scope);
  else checkRule(rule, at, scope);
}

function checkCondition(rule: JsonObject, at: string, scope: Scope): void {
  if (rule.Condition === undefined) return scope.findings.schema('These fields are required: [Condition]', at);
  const { Condition: condition } = rule;
  if (typeof condition !== 'boolean' && expressionOf(condition) === undefined) {
    scope.findings.schema('Expected value of type Boolean or a JSONata expression', `${at}/Condition`);
  }
  checkTemplates(condition, `${at}/Condition`, scope);
}

function checkRule(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) return scope.findings.schema('Expected value of type Object', at);
  for (const joined of ['And', 'Or'] as const) {
    const rules = rule[joined];
    if (rules === undefined) continue;
    if (!Array.isArray(rules) || rules.length === 0)
      return scope.findings.schema('Expected value of type Array', `${at}/${joined}`);
    return rules.forEach((inner, index) => checkRule(inner, `${at}/${joined}[${index}]`, scope));
  }
  if (rule.Not !== undefined) return checkRule(rule.Not, `${at}/Not`, scope);
  checkComparison(rule, at, scope);
}

function checkComparison(rule: JsonObject, at: string, scope: Scope): void {
  if (rule.Variable === undefined) return scope.findings.schema('These fields are required: [Variable]', at);
  checkPath(rule.Variable, `${at}/Variable`, scope);
  const operators = Object.keys(rule).filter((field) => OPERATORS.has(field));
  if (operators.length !== 1) return scope.findings.schema('Exactly one comparison operator is required', at);
  const operator = operators[0] as string;
  if (!fits(operator, rule[operator])) {
    const expected = /^Timestamp(?!.*Path$)/.test(operator)
      ? 'String does not match RFC3339 timestamp'
      : `Value is not valid for ${operator}`;
    scope.findings.schema(expected, `${at}/${operator}`);
  }
}

function fits(operator: string, value: Json | undefined): boolean {
  if (operator.endsWith('Path')) return typeof value === 'string' && value.startsWith('$');
  if (operator.startsWith('Is') || operator.startsWith('Boolean')) return typeof value === 'boolean';
  if (operator.startsWith('Numeric')) return typeof value === 'number';
  return operator.startsWith('Timestamp') ? isTimestamp(value) : typeof value === 'string';
}
