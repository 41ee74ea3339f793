import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Diagnostic } from './diagnostic.ts';
import { languageOf } from './fields.ts';
import { isIntrinsic, pathOf } from './validate-paths.ts';

/**
 * What a definition may say and hardly means: text that reads like a path or an intrinsic function, where JSONPath takes it as it
 * stands. The codes are AWS's, the wording is not: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export function warningsOf(machine: Json, path = ''): Diagnostic[] {
  if (!isObject(machine) || !isObject(machine.States)) return [];
  const language = languageOf(machine.QueryLanguage, 'JSONPath');
  if (path === '' && language === 'JSONata') return [];
  return Object.entries(machine.States).flatMap(([name, state]) =>
    isObject(state) ? warningsIn(state, `${path}/States/${name}`) : [],
  );
}

const TEMPLATES = ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'Credentials'];

function warningsIn(state: JsonObject, path: string): Diagnostic[] {
  const inner = [
    ...listOf(state.Branches).flatMap((branch, index) => warningsOf(branch, `${path}/Branches[${index}]`)),
    ...['ItemProcessor', 'Iterator'].flatMap((field) => warningsOf(state[field] ?? null, `${path}/${field}`)),
  ];
  if (languageOf(state.QueryLanguage, 'JSONPath') === 'JSONata') return inner;
  return [
    ...TEMPLATES.flatMap((field) => undollared(state[field], `${path}/${field}`)),
    ...['Error', 'Cause'].flatMap((field) => (state.Type === 'Fail' ? pathless(state, field, path) : [])),
    ...listOf(state.Choices).flatMap((rule, index) => comparedWithPath(rule, `${path}/Choices[${index}]`)),
    ...(state.Type === 'Pass' ? staticResult(state.Result, `${path}/Result`) : []),
    ...inner,
  ];
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** Text that would be a path or a call if the field's name said so. */
const isDynamic = (value: Json | undefined): value is string =>
  typeof value === 'string' && (isPath(value) || (value.startsWith('States.') && isIntrinsic(value)));
const isPath = (value: Json | undefined): boolean =>
  typeof value === 'string' && /^\$(?:$|[.[$])/.test(value) && pathOf(value) !== undefined;

const warning = (code: string, message: string, location: string): Diagnostic => ({
  severity: 'WARNING',
  code,
  message,
  location,
});

function undollared(value: Json | undefined, at: string): Diagnostic[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => undollared(item, `${at}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key.endsWith('.$')) return [];
    if (!isDynamic(item)) return undollared(item, `${at}/${key}`);
    const message = `The value of the field '${key}' looks like a JSONPath or an intrinsic function, but the field's name does not end with '.$'`;
    return [warning('NO_DOLLAR', message, `${at}/${key}`)];
  });
}

function pathless(object: JsonObject, field: string, at: string): Diagnostic[] {
  if (!isPath(object[field])) return [];
  const message = `The value of the field '${field}' looks like a path, but the field's name does not end with 'Path'`;
  return [warning('NO_PATH', message, `${at}/${field}`)];
}

function comparedWithPath(rule: Json | undefined, at: string): Diagnostic[] {
  if (!isObject(rule)) return [];
  const operators = Object.keys(rule).filter((field) => /^(?:String|Timestamp)/.test(field) && !field.endsWith('Path'));
  return [
    ...operators.flatMap((field) => pathless(rule, field, at)),
    ...['And', 'Or'].flatMap((field) =>
      listOf(rule[field]).flatMap((inner, index) => comparedWithPath(inner, `${at}/${field}[${index}]`)),
    ),
    ...comparedWithPath(rule.Not, `${at}/Not`),
  ];
}

function staticResult(result: Json | undefined, at: string): Diagnostic[] {
  const values = isObject(result) ? Object.entries(result) : [['', result ?? null] as const];
  const dynamic = values.some(([key, value]) => key.endsWith('.$') || isDynamic(value));
  return dynamic ? [warning('PASS_RESULT_IS_STATIC', 'Paths in the Result of a Pass state are not evaluated', at)] : [];
}
