import type { Json, JsonObject } from '../json.ts';
import { expressionOf } from '../jsonata/evaluator.ts';
import type { Findings } from './diagnostic.ts';
import type { Scope } from './scope.ts';
import { checkPath } from './validate-paths.ts';
import { checkTemplates } from './validate-templates.ts';

/** A text out of a list. */
export function checkEnum(value: unknown, values: readonly string[], at: string, findings: Findings): void {
  if (typeof value !== 'string') findings.schema('Expected value of type [STRING]', at);
  else if (!values.includes(value)) findings.schema(`Value should be one of the following: [${values.join(', ')}]`, at);
}

/** At most one of the fields. @returns how many there are */
export function checkSingle(object: JsonObject, fields: readonly string[], at: string, { findings }: Scope): number {
  const given = fields.filter((field) => object[field] !== undefined).length;
  if (given > 1) findings.schema(`There should only be one of the following fields: [${fields.join(', ')}]`, at);
  return given;
}

/** Exactly one of the fields. */
export function checkOne(object: JsonObject, fields: readonly string[], at: string, scope: Scope): void {
  if (checkSingle(object, fields, at, scope) === 0)
    scope.findings.schema(`This object should have only one of the following fields: [${fields.join(', ')}]`, at);
}

export interface Range {
  readonly least: number;
  readonly most?: number;
  /** Fractions are allowed. */
  readonly float?: boolean;
}

/** A number within its range. */
export function checkNumber(value: Json, { least, most, float }: Range, at: string, findings: Findings): void {
  if (typeof value !== 'number' || !(float || Number.isInteger(value)))
    findings.schema(`Expected value of type ${float ? 'Number' : 'Integer'}`, at);
  else if (value < least) findings.schema(`Minimum value is ${least}`, at);
  else if (most !== undefined && value > most) findings.schema(`Maximum value is ${most}`, at);
}

/** A number (or an expression) under one name, or a path under the other. */
export function checkPair(state: JsonObject, path: string, scope: Scope, field: string, range: Range): void {
  const pathField = `${field}Path`;
  const { [field]: value, [pathField]: reference } = state;
  checkSingle(state, [field, pathField], path, scope);
  if (reference !== undefined && scope.language === 'JSONPath') checkPath(reference, `${path}/${pathField}`, scope);
  if (value === undefined) return;
  const expression = scope.language === 'JSONata' && expressionOf(value) !== undefined;
  if (expression) checkTemplates(value, `${path}/${field}`, scope);
  else checkNumber(value, range, `${path}/${field}`, scope.findings);
}
