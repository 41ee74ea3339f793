import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import type { ParsedCondition } from '../expressions/condition.ts';
import { parseCondition } from '../expressions/condition-parser.ts';
import { ExpressionError, type Placeholders } from '../expressions/parser.ts';
import { type Projection, parseProjection } from '../expressions/projection.ts';
import { type ParsedUpdate, parseUpdate } from '../expressions/update.ts';
import { checkName, type Item, TOO_DEEP, validateValue } from '../values/attribute-value.ts';

export interface ExpressionRequest {
  UpdateExpression?: string;
  ConditionExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

/** The expressions of a request, parsed. */
export interface Expressions {
  update?: ParsedUpdate;
  condition?: ParsedCondition;
  keyCondition?: ParsedCondition;
  filter?: ParsedCondition;
  projection?: Projection;
}

type Named = { readonly [name: string]: unknown };

/** Refuses older parameters next to expressions, and placeholders without an expression. */
export function checkParameters(request: object, expressions: readonly string[], older: readonly string[]): void {
  const given = request as Named;
  const used = expressions.filter((name) => given[name] !== undefined);
  const mixed = older.filter(
    (name) => given[name] !== undefined && !(name === 'KeyConditions' && given.KeyConditionExpression === undefined),
  );
  if (used.length && mixed.length)
    throw validation(
      'Can not use both expression and non-expression parameters in the same request: ' +
        `Non-expression parameters: {${mixed.join(', ')}} Expression parameters: {${used.join(', ')}}`,
    );
  if (given.ExpressionAttributeNames !== undefined && !used.length)
    throw validation('ExpressionAttributeNames can only be specified when using expressions');
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression');
  if (
    withValues.length &&
    given.ExpressionAttributeValues !== undefined &&
    withValues.every((name) => given[name] === undefined)
  )
    throw validation(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(' and ')} ` +
        `${withValues.length > 1 ? 'are' : 'is'} null`,
    );
}

const NONE: Expressions = {};

/** Parses all expressions of a request, in DynamoDB's order, and sees to it that no placeholder is left over. */
export function parseExpressions(request: ExpressionRequest): Expressions {
  const placeholders = readPlaceholders(request);
  const { UpdateExpression, ConditionExpression, KeyConditionExpression, FilterExpression, ProjectionExpression } =
    request;
  const parsed =
    UpdateExpression === undefined &&
    ConditionExpression === undefined &&
    KeyConditionExpression === undefined &&
    FilterExpression === undefined &&
    ProjectionExpression === undefined
      ? NONE
      : {
          update: parse('UpdateExpression', UpdateExpression, parseUpdate, placeholders),
          condition: parse('ConditionExpression', ConditionExpression, parseCondition, placeholders),
          keyCondition: parse('KeyConditionExpression', KeyConditionExpression, parseCondition, placeholders),
          filter: parse('FilterExpression', FilterExpression, parseCondition, placeholders),
          projection: parse('ProjectionExpression', ProjectionExpression, parseProjection, placeholders),
        };
  checkUnused('ExpressionAttributeNames', placeholders.unusedNames);
  checkUnused('ExpressionAttributeValues', placeholders.unusedValues);
  return parsed;
}

function readPlaceholders({
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
}: ExpressionRequest): Placeholders {
  checkPlaceholderKeys('ExpressionAttributeNames', names, /^#[0-9a-zA-Z_]+$/);
  for (const key in names) checkName(names[key] ?? '');
  checkPlaceholderKeys('ExpressionAttributeValues', values, /^:[0-9a-zA-Z_]+$/);
  for (const key in values) checkPlaceholderValue(values, key);
  return {
    names: names ?? {},
    values: values ?? {},
    unusedNames: new Set(names && Object.keys(names)),
    unusedValues: new Set(values && Object.keys(values)),
  };
}

function checkPlaceholderKeys(parameter: string, map: object | undefined, pattern: RegExp): void {
  if (!map) return;
  const keys = Object.keys(map);
  if (!keys.length) throw validation(`${parameter} must not be empty`);
  for (const key of keys)
    if (!pattern.test(key)) throw validation(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
}

function checkPlaceholderValue(values: Item, key: string): void {
  try {
    validateValue(values[key] ?? null);
  } catch (error) {
    if (!isAwsError(error) || error.message === TOO_DEEP) throw error;
    throw validation(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
  }
}

function parse<T>(
  name: string,
  text: string | undefined,
  parser: (text: string, placeholders: Placeholders) => T,
  placeholders: Placeholders,
): T | undefined {
  if (text === undefined) return undefined;
  if (text.length > 4096)
    throw validation(
      `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${text.length}`,
    );
  try {
    return parser(text, placeholders);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw validation(`Invalid ${name}: ${error.message}`);
  }
}

function checkUnused(parameter: string, unused: ReadonlySet<string>): void {
  if (unused.size)
    throw validation(`Value provided in ${parameter} unused in expressions: keys: {${[...unused].join(', ')}}`);
}
