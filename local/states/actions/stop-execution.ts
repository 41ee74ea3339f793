import { optionalText, seconds } from './check.ts';
import { executionMissing } from './errors.ts';
import { executionKey, type Make } from './target.ts';

/** Stops a Standard execution; one that has ended is left as it is. */
export const stopExecution: Make = (engine) => (input) => {
  const key = executionKey(input.executionArn);
  const error = optionalText(input, 'error', 256) ?? null;
  const cause = optionalText(input, 'cause', 32_768) ?? null;
  const row = engine.executions.byKey(key);
  if (!row) throw executionMissing(String(input.executionArn));
  const running = engine.running.get(key);
  running?.abort(error, cause);
  return { stopDate: seconds(running?.ending?.stop ?? row.stop ?? engine.cloud.clock.now()) };
};
