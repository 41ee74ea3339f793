import { AwsError, validation } from '../../errors.ts';
import { asMessage, Findings } from '../definition/diagnostic.ts';
import type { Machine, QueryLanguage, State } from '../definition/types.ts';
import { scopeFor } from '../definition/validate.ts';
import { validateState } from '../definition/validate-state.ts';
import { isObject, type JsonObject, tooDeep } from '../json.ts';
import { jsonProblem } from '../json-problem.ts';
import { mockOf } from '../testing/mock.ts';
import { runTrial, type Verdict } from '../testing/trial.ts';
import { oneOf, optionalText, present, textOf } from './check.ts';
import type { Make } from './target.ts';

const LEVELS = ['INFO', 'DEBUG', 'TRACE'] as const;
type Level = (typeof LEVELS)[number];

/** Runs one state, its work mocked or real. https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html */
export const testState: Make = (engine) => async (input) => {
  const level = input.inspectionLevel === undefined ? 'INFO' : oneOf(input.inspectionLevel, 'inspectionLevel', LEVELS);
  const { name, state, language } = stateOf(textOf(input, 'definition'), optionalText(input, 'stateName', 80, 1));
  const mock = mockOf(input.mock, state);
  if (mock && input.revealSecrets === true)
    throw validation('TestState does not support RevealSecrets when a mock is specified.');
  if (!mock && input.context !== undefined) throw validation('context can only be specified together with a mock');
  const configuration = isObject(input.stateConfiguration) ? input.stateConfiguration : {};
  if (!mock && configuration.mapIterationFailureCount !== undefined)
    throw validation('mapIterationFailureCount can only be specified together with a mock');
  const roleArn = optionalText(input, 'roleArn');
  if (state.Type === 'Task' && mock === undefined && roleArn === undefined) {
    throw validation('RoleArn must be specified when testing a Task state');
  }
  const verdict = await runTrial(engine, {
    name,
    state,
    language,
    roleArn,
    mock,
    input: jsonText(input, 'input', '{}'),
    variables: objectOf(input, 'variables') ?? {},
    context: objectOf(input, 'context'),
    configuration,
    revealed: input.revealSecrets === true,
  });
  return answer(verdict, state, level);
};

interface Found {
  readonly name: string;
  readonly state: State;
  readonly language: QueryLanguage;
}

/** The state itself, or the one of that name in a whole definition. */
function stateOf(text: string, wanted: string | undefined): Found {
  const definition = parsed(text);
  if (!isObject(definition))
    throw new AwsError(
      'InvalidDefinition',
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'",
    );
  if (definition.States === undefined)
    return checked({ name: 'StateName', state: definition as unknown as State, language: 'JSONPath' });
  const found = search(definition as unknown as Machine, wanted, 'JSONPath');
  if (!found) throw validation('State not found in definition');
  return checked(found);
}

function search(machine: Machine, wanted: string | undefined, outer: QueryLanguage): Found | undefined {
  const language = machine.QueryLanguage ?? outer;
  for (const [name, state] of Object.entries(machine.States)) {
    if (name === wanted) return { name, state, language };
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]) {
      const found = inner && search(inner, wanted, language);
      if (found) return found;
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { why, location } = jsonProblem(text);
    throw new AwsError(
      'InvalidDefinition',
      `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${why}\n at ${location} at ${location}'`,
      { cause: error },
    );
  }
}

/** A state alone may go on to states that are not there. */
function checked(found: Found): Found {
  const findings = new Findings();
  validateState(found.state as unknown as JsonObject, `/States/${found.name}`, {
    ...scopeFor(findings, 'STANDARD'),
    language: found.language,
    targets: { has: () => true },
  });
  if (findings.all.length > 0) throw new AwsError('InvalidDefinition', asMessage(findings.all));
  return found;
}

function jsonText(input: Record<string, unknown>, member: string, fallback: string): string {
  const text = optionalText(input, member) ?? fallback;
  if (tooDeep(text)) throw validation(`${member} is nested too deeply`);
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const { why, location } = jsonProblem(text);
    throw new AwsError('InvalidExecutionInput', `Invalid ${member}: '${why}\n at ${location}'`, { cause: error });
  }
}

function objectOf(input: Record<string, unknown>, member: string): JsonObject | undefined {
  if (input[member] === undefined) return undefined;
  const value: unknown = JSON.parse(jsonText(input, member, '{}'));
  if (isObject(value)) return value;
  throw validation(`${member} must be a JSON object`);
}

function answer({ status, outcome, failure, inspection }: Verdict, state: State, level: Level): object {
  const next = status === 'SUCCEEDED' ? (outcome?.next ?? state.Next) : outcome?.next;
  return {
    status,
    ...(outcome === undefined ? {} : { output: JSON.stringify(outcome.output) }),
    ...present({ error: failure?.error, cause: failure?.detail, nextState: next }),
    ...(level === 'INFO' ? {} : { inspectionData: shownAt(level, inspection) }),
  };
}

const EXCHANGE = ['request', 'response'];
const PLAIN = new Set([
  ...EXCHANGE,
  'errorDetails',
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
]);

/** Payloads stand in the answer as JSON text; the HTTP exchange is for those who trace. */
const shownAt = (level: Level, inspection: JsonObject): object =>
  Object.fromEntries(
    Object.entries(inspection)
      .filter(([field]) => level === 'TRACE' || !EXCHANGE.includes(field))
      .map(([field, value]) => [field, PLAIN.has(field) ? value : JSON.stringify(value)]),
  );
