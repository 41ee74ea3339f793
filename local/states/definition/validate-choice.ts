import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import { OPERATORS } from './operators.ts';
import { isTimestamp } from './timestamp.ts';
import type { Scope } from './validate.ts';
import { checkAssign, checkPath, checkTemplates } from './validate-parts.ts';

/** Checks the rules and the Default of a Choice state. */
export function checkRules(state: JsonObject, path: string, scope: Scope): void {
  const { Choices: choices, Default: fallback } = state;
  if (choices === undefined) {
    scope.findings.schema('These fields are required: [Choices]', path);
    return;
  }
  if (!Array.isArray(choices) || choices.length === 0) {
    scope.findings.schema('Expected value of type Array', `${path}/Choices`);
    return;
  }
  for (const [index, rule] of choices.entries()) checkTop(rule, `${path}/Choices[${index}]`, scope);
  if (fallback !== undefined && (typeof fallback !== 'string' || !scope.targets.has(fallback))) {
    scope.findings.add('MISSING_TRANSITION_TARGET', `Missing 'Default' target: ${String(fallback)}`, `${path}/Default`);
  }
}

function checkTop(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
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
  if (rule.Condition === undefined) {
    scope.findings.schema('These fields are required: [Condition]', at);
    return;
  }
  const { Condition: condition } = rule;
  if (typeof condition !== 'boolean' && expressionOf(condition) === undefined) {
    scope.findings.schema('Expected value of type Boolean or a JSONata expression', `${at}/Condition`);
  }
  checkTemplates(condition, `${at}/Condition`, scope);
}

function checkRule(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  for (const joined of ['And', 'Or'] as const) {
    const rules = rule[joined];
    if (rules === undefined) continue;
    if (!Array.isArray(rules) || rules.length === 0) {
      scope.findings.schema('Expected value of type Array', `${at}/${joined}`);
      return;
    }
    for (const [index, inner] of rules.entries()) checkRule(inner, `${at}/${joined}[${index}]`, scope);
    return;
  }
  if (rule.Not !== undefined) {
    checkRule(rule.Not, `${at}/Not`, scope);
    return;
  }
  checkComparison(rule, at, scope);
}

function checkComparison(rule: JsonObject, at: string, scope: Scope): void {
  if (rule.Variable === undefined) {
    scope.findings.schema('These fields are required: [Variable]', at);
    return;
  }
  checkPath(rule.Variable, `${at}/Variable`, scope);
  const operators = Object.keys(rule).filter((field) => OPERATORS.has(field));
  if (operators.length !== 1) {
    scope.findings.schema('Exactly one comparison operator is required', at);
    return;
  }
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
