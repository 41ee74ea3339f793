import { AwsError, validation } from '../../errors.ts';
import { exceedsBytes, tooDeep } from '../json.ts';
import { jsonProblem } from '../json-problem.ts';
import { LIMITS } from '../limits.ts';
import { optionalText, textOf } from './check.ts';
import type { Make } from './target.ts';

export const sendTaskSuccess: Make = (engine) => (input) => {
  const output = textOf(input, 'output', 0);
  if (exceedsBytes(output, LIMITS.payloadBytes))
    throw validation(`Output must not exceed ${LIMITS.payloadBytes} bytes`);
  if (tooDeep(output)) throw new AwsError('InvalidOutput', 'Invalid Output: the JSON is nested too deeply');
  try {
    JSON.parse(output);
  } catch (error) {
    const { why, location } = jsonProblem(output);
    throw new AwsError('InvalidOutput', `Invalid Output: '${why}\n at ${location}'`, { cause: error });
  }
  engine.tokens.succeed(input.taskToken, output);
  return {};
};

export const sendTaskFailure: Make = (engine) => (input) => {
  engine.tokens.fail(
    input.taskToken,
    optionalText(input, 'error', LIMITS.errorLength),
    optionalText(input, 'cause', LIMITS.causeLength),
  );
  return {};
};

export const sendTaskHeartbeat: Make = (engine) => (input) => {
  engine.tokens.heartbeat(input.taskToken);
  return {};
};
