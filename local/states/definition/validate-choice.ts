import { isObject, type Json, type JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import type { Allowed } from './fields.ts';
import { checkTarget } from './graph.ts';
import { OPERATORS } from './operators.ts';
import type { Scope } from './scope.ts';
import { isTimestamp } from './timestamp.ts';
import { checkAssign } from './validate-assign.ts';
import { checkFields } from './validate-fields.ts';
import { checkOperand } from './validate-paths.ts';
import { checkTemplates } from './validate-templates.ts';
import { checkSingle } from './validate-values.ts';

/** Checks the rules and the Default of a Choice state. */
export function checkRules(state: JsonObject, path: string, scope: Scope): void {
  const { Choices: choices, Default: fallback } = state;
  if (choices === undefined) scope.findings.schema('These fields are required: [Choices]', path);
  else if (!Array.isArray(choices)) scope.findings.schema('Expected value of type Array', `${path}/Choices`);
  else if (choices.length === 0) scope.findings.schema('Value cannot be empty', `${path}/Choices`);
  else for (const [index, rule] of choices.entries()) checkTop(rule, `${path}/Choices[${index}]`, scope);
  if (fallback !== undefined) checkTarget(fallback, `${path}/Default`, scope);
}

function checkTop(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  if (rule.Next === undefined) scope.findings.schema('These fields are required: [Next]', at);
  else checkTarget(rule.Next, `${at}/Next`, scope);
  checkAssign(rule.Assign, `${at}/Assign`, scope);
  checkTemplates(rule.Output, `${at}/Output`, scope);
  if (!checkFields(rule, RULE, at, scope)) return;
  if (scope.language === 'JSONata') checkCondition(rule, at, scope);
  else checkRule(rule, at, scope);
}

function checkCondition({ Condition: condition }: JsonObject, at: string, scope: Scope): void {
  if (condition === undefined) scope.findings.schema('These fields are required: [Condition]', at);
  else if (typeof condition !== 'boolean' && expressionOf(condition) === undefined)
    scope.findings.schema('Expected value of type Boolean or a JSONata expression', `${at}/Condition`);
  else checkTemplates(condition, `${at}/Condition`, scope);
}

const KINDS = ['And', 'Or', 'Not', 'Variable'];
const LOGIC = [...KINDS, ...OPERATORS];
const RULE: Allowed = { both: ['Next', 'Assign', 'Comment'], JSONPath: LOGIC, JSONata: ['Condition', 'Output'] };
/** Only a rule at the top leads anywhere. */
const NESTED: Allowed = { both: ['Comment'], JSONPath: LOGIC, JSONata: [] };

function checkRule(rule: Json, at: string, scope: Scope): void {
  if (!isObject(rule)) {
    scope.findings.schema('Expected value of type Object', at);
    return;
  }
  if (KINDS.filter((kind) => rule[kind] !== undefined).length !== 1) {
    scope.findings.schema(
      `The object must have only one of the following fields, [${[...KINDS, 'Condition'].join(', ')}]`,
      at,
    );
    return;
  }
  for (const joined of ['And', 'Or'] as const) checkJoined(rule[joined], `${at}/${joined}`, scope);
  if (rule.Not !== undefined) checkNested(rule.Not, `${at}/Not`, scope);
  if (rule.Variable !== undefined) checkComparison(rule, at, scope);
}

function checkJoined(rules: Json | undefined, at: string, scope: Scope): void {
  if (rules === undefined) return;
  if (!Array.isArray(rules)) scope.findings.schema('Expected value of type Array', at);
  else if (rules.length === 0) scope.findings.schema('Value cannot be empty', at);
  else for (const [index, inner] of rules.entries()) checkNested(inner, `${at}[${index}]`, scope);
}

function checkNested(rule: Json, at: string, scope: Scope): void {
  if (isObject(rule)) checkFields(rule, NESTED, at, scope);
  checkRule(rule, at, scope);
}

function checkComparison(rule: JsonObject, at: string, scope: Scope): void {
  checkOperand(rule.Variable, `${at}/Variable`, scope);
  const operators = Object.keys(rule).filter((field) => OPERATORS.has(field));
  const [operator] = operators;
  if (operator === undefined) {
    scope.findings.schema(
      `This object should have only one of the following fields: [${[...OPERATORS].join(', ')}]`,
      at,
    );
    return;
  }
  if (checkSingle(rule, operators, at, scope) > 1) return;
  if (operator.endsWith('Path')) checkOperand(rule[operator], `${at}/${operator}`, scope);
  else if (!fits(operator, rule[operator])) scope.findings.schema(misfit(operator), `${at}/${operator}`);
}

const misfit = (operator: string): string =>
  operator.startsWith('Timestamp')
    ? 'String does not match RFC3339 timestamp'
    : `Expected value of type ${/^(String|Numeric)/.exec(operator)?.[0]?.replace('Numeric', 'Number') ?? 'Boolean'}`;

function fits(operator: string, value: Json | undefined): boolean {
  if (operator.startsWith('Is') || operator.startsWith('Boolean')) return typeof value === 'boolean';
  if (operator.startsWith('Numeric')) return typeof value === 'number';
  return operator.startsWith('Timestamp') ? isTimestamp(value) : typeof value === 'string';
}
