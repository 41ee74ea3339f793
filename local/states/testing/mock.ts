import { AwsError, validation } from '../../errors.ts';
import { oneOf } from '../actions/check.ts';
import { parseResource } from '../definition/resource.ts';
import type { State } from '../definition/types.ts';
import { isObject, type Json } from '../json.ts';
import { checkResponse } from './mock-schema.ts';

/** What stands in for the work of a state under test. */
export interface Mock {
  readonly result?: Json;
  readonly errorOutput?: { readonly error: string | undefined; readonly cause: string | undefined };
}

const MOCKABLE = new Set(['Task', 'Map', 'Parallel']);
const MODES = ['STRICT', 'PRESENT', 'NONE'] as const;

/** Reads and checks the mock of a TestState request against the state. */
export function mockOf(value: unknown, state: State): Mock | undefined {
  if (!isObject(value)) {
    requireMock(state);
    return undefined;
  }
  if (!MOCKABLE.has(state.Type))
    throw validation(`State type '${state.Type}' is not supported when a mock is specified`);
  if (value.result !== undefined && value.errorOutput !== undefined) {
    throw validation('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  if (isObject(value.errorOutput)) {
    const { error, cause } = value.errorOutput;
    return { errorOutput: { error: textOr(error), cause: textOr(cause) } };
  }
  const result = parsed(value.result);
  const mode =
    value.fieldValidationMode === undefined
      ? 'STRICT'
      : oneOf(value.fieldValidationMode, 'mock.fieldValidationMode', MODES);
  checkGroup(state, result);
  const resource = state.Resource === undefined ? undefined : parseResource(state.Resource);
  if (resource?.kind === 'service') checkResponse(resource, result, mode);
  return { result };
}

const textOr = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function parsed(value: Json | undefined): Json {
  if (typeof value !== 'string')
    throw validation('A test mock should have one of the following fields: [result, errorOutput].');
  try {
    return JSON.parse(value) as Json;
  } catch (error) {
    throw new AwsError('ValidationException', 'Mocked result must be a valid JSON.', { cause: error });
  }
}

function requireMock(state: State): void {
  if (state.Type === 'Map' || state.Type === 'Parallel') {
    throw new AwsError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  const resource = state.Resource === undefined ? undefined : parseResource(state.Resource);
  const waits = resource?.kind === 'activity' || (resource?.kind === 'service' && resource.pattern !== '');
  if (waits)
    throw validation('Task states that use an activity, .sync or .waitForTaskToken can only be tested with a mock');
}

function checkGroup(state: State, result: Json): void {
  if (state.Type === 'Task') return;
  if (state.Type === 'Map' && state.ResultWriter) {
    if (!isObject(result)) throw validation('Mocked result must be a JSON object.');
    return;
  }
  if (!Array.isArray(result)) throw validation('Mocked result must be an array.');
  if (state.Type === 'Parallel' && result.length !== state.Branches?.length) {
    throw validation('Mocked result must contain the same number of items as number of Parallel branches.');
  }
}
