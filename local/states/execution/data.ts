import { RuntimeFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { absence } from '../jsonpath/absent.ts';
import { writeAt } from '../jsonpath/reference.ts';
import { evaluateField, evaluateTemplate, pathValue } from '../jsonpath/template.ts';
import type { Visit } from './visit.ts';

/** The input of a JSONPath state after InputPath. */
export function afterInputPath(visit: Visit): Json {
  const { InputPath: path } = visit.state;
  return path === undefined ? visit.input : filterBy(path, visit.input, visit, 'InputPath');
}

/** A value filtered by InputPath or OutputPath; null discards it. */
export function filterBy(path: string | null, value: Json, visit: Visit, field: string): Json {
  if (path === null) return {};
  if (path === '$') return value;
  if (path.startsWith('States.')) return evaluateField(field, path, visit.roots(value), visit.clock);
  const found = pathValue(path, visit.roots(value));
  if (found === undefined) throw noResults(path, value);
  return found;
}

/** What AWS says of the paths that it reads itself, not as part of a payload template. */
const noResults = (path: string, value: Json): RuntimeFailure =>
  new RuntimeFailure(`Invalid path '${path}' : ${absence(path, value)}`);

/** A value named by `TimeoutSecondsPath` or `HeartbeatSecondsPath`. */
export function pointedAt(path: string, field: string, input: Json, visit: Visit): Json {
  const found = valueAt(path, field, input, visit);
  if (found === undefined) throw noResults(path, input);
  return found;
}

const notFound = (path: string, value: Json, field: string): RuntimeFailure =>
  new RuntimeFailure(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(value)}'`,
  );

/** A value named by a path of the state (`SecondsPath`, `ItemsPath` …), read from `input`. */
export function namedBy(path: string, field: string, input: Json, visit: Visit): Json {
  const found = valueAt(path, field, input, visit);
  if (found === undefined) throw notFound(path, input, field);
  return found;
}

/** The value of a path or of an intrinsic function; undefined if the path names nothing. */
export function valueAt(path: string, field: string, input: Json, visit: Visit): Json | undefined {
  const roots = visit.roots(input);
  return path.startsWith('States.') ? evaluateField(field, path, roots, visit.clock) : pathValue(path, roots);
}

/** The arguments of a Task or Parallel in either language. */
export async function argumentsOf(visit: Visit): Promise<Json> {
  const { state } = visit;
  if (visit.jsonata) {
    if (state.Arguments === undefined) return visit.input;
    return visit.evaluate(state.Arguments, 'Arguments');
  }
  const input = afterInputPath(visit);
  visit.inspect('afterInputPath', input);
  const given =
    state.Parameters === undefined ? input : evaluateTemplate(state.Parameters, visit.roots(input), visit.clock);
  visit.inspect('afterParameters', given);
  return given;
}

export interface Shaped {
  readonly output: Json;
  readonly assigned?: JsonObject;
}

/** What a state gives to the next one: its result, after Assign and Output, or after ResultSelector, ResultPath and OutputPath. */
export async function shapeResult(visit: Visit, result: Json): Promise<Shaped> {
  const { state } = visit;
  if (visit.state.Type !== 'Map' || !visit.jsonata) visit.inspect('result', result);
  if (visit.jsonata) return shapeByJsonata(visit, { result }, result);
  const selected =
    state.ResultSelector === undefined
      ? result
      : evaluateTemplate(state.ResultSelector, visit.roots(result), visit.clock);
  visit.inspect('afterResultSelector', selected);
  const placed = placeResult(visit, state.ResultPath, selected);
  visit.inspect('afterResultPath', placed);
  const assigned = assignByPath(visit, state.Assign, selected);
  return withAssigned(
    state.OutputPath === undefined ? placed : filterBy(state.OutputPath, placed, visit, 'OutputPath'),
    assigned,
  );
}

const withAssigned = (output: Json, assigned: JsonObject | undefined): Shaped =>
  assigned === undefined ? { output } : { output, assigned };

export function placeResult(visit: Visit, path: string | null | undefined, result: Json): Json {
  if (path === null) return visit.input;
  return path === undefined || path === '$' ? result : writeAt(visit.input, path, result);
}

/** The output of a state that makes no result of its own (Wait, Choice, Succeed): its input. */
export async function passInput(visit: Visit): Promise<Shaped> {
  if (visit.jsonata) return shapeByJsonata(visit, {}, visit.input);
  const { InputPath: inputPath, OutputPath: outputPath, Assign: assign } = visit.state;
  if (!visit.inspection && inputPath === undefined && outputPath === undefined && assign === undefined)
    return { output: visit.input };
  const input = afterInputPath(visit);
  visit.inspect('afterInputPath', input);
  const assigned = assignByPath(visit, assign, input);
  return withAssigned(outputPath === undefined ? input : filterBy(outputPath, input, visit, 'OutputPath'), assigned);
}

/** Output and Assign of a JSONata state (or of its choice rule, or its catcher). */
export async function shapeByJsonata(
  visit: Visit,
  known: { result?: Json; errorOutput?: Json },
  fallback: Json,
  from: { Output?: Json; Assign?: JsonObject } = visit.state,
  prefix = '',
): Promise<Shaped> {
  const assigned = from.Assign === undefined ? undefined : await visit.evaluate(from.Assign, `${prefix}Assign`, known);
  const output = from.Output === undefined ? fallback : await visit.evaluate(from.Output, `${prefix}Output`, known);
  return withAssigned(output, assigned as JsonObject | undefined);
}

export function assignByPath(visit: Visit, assign: JsonObject | undefined, value: Json): JsonObject | undefined {
  return assign === undefined ? undefined : (evaluateTemplate(assign, visit.roots(value), visit.clock) as JsonObject);
}
