import { AwsError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import type { Checkpoint } from '../execution/checkpoint.ts';
import { LIMITS } from '../limits.ts';
import { redriveStatusOf } from '../redrive-status.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import { optionalText, seconds } from './check.ts';
import { findExecution } from './describe-execution.ts';
import type { Make } from './target.ts';

const TOKEN_MS = 15 * 60_000;

/** Goes on with an execution that has failed, from the states that did not succeed; their retries and timeouts begin anew. */
export const redriveExecution: Make = (engine) => (input) => {
  const row = findExecution(engine, input.executionArn);
  const token = optionalText(input, 'clientToken', 64, 1);
  const before = token === undefined ? undefined : redriveByToken(engine, row, token);
  if (before !== undefined) return { redriveDate: seconds(before) };
  const { status, reason } = redriveStatusOf(row, engine.cloud.clock.now());
  if (status !== 'REDRIVABLE') throw notRedrivable(reason ?? 'Execution can only be redriven by its Map Run');
  const last = engine.executions.lastHistory(row.id);
  if (last && last.first >= LIMITS.events - 1) throw notRedrivable('Execution history event limit exceeded');
  const at = redrive(engine, row);
  if (token !== undefined)
    engine.cloud.store.run('INSERT INTO states_redrives (execution, token, at) VALUES (?, ?, ?)', row.id, token, at);
  return { redriveDate: seconds(at) };
};

const notRedrivable = (why: string): AwsError => new AwsError('ExecutionNotRedrivable', why);

function redriveByToken(engine: Engine, row: ExecutionRow, token: string): number | undefined {
  return engine.cloud.store.get<{ at: number }>(
    'SELECT at FROM states_redrives WHERE execution = ? AND token = ? AND at > ?',
    row.id,
    token,
    engine.cloud.clock.now() - TOKEN_MS,
  )?.at;
}

function redrive(engine: Engine, row: ExecutionRow): number {
  const at = engine.cloud.clock.now();
  engine.executions.redrive(row.id, at);
  redriveChildren(engine, row, at);
  const again: ExecutionRow = {
    ...row,
    status: 'RUNNING',
    output: null,
    error: null,
    cause: null,
    stop: null,
    redrives: row.redrives + 1,
    redriven: at,
  };
  engine.redrive(again, anew);
  return at;
}

/** A state that did not succeed starts over; a group keeps the branches that did. */
function anew({ retries: _, retryCount: __, retryAt: ___, phase, ...kept }: Checkpoint): Checkpoint {
  if (phase?.started === undefined) return { ...kept, ...(phase === undefined ? {} : { phase: {} }) };
  return { ...kept, phase: phase.mapRun === undefined ? phase : { ...phase, redriven: true } };
}

function redriveChildren(engine: Engine, row: ExecutionRow, at: number): void {
  for (const run of engine.mapRuns.of(row.id)) {
    if (run.status === 'SUCCEEDED') continue;
    engine.mapRuns.redrive(run.key, at);
    for (const child of engine.executions.ofMapRun(run.arn)) {
      if (child.status === 'SUCCEEDED' || child.status === 'RUNNING') continue;
      if (child.type === 'STANDARD') redrive(engine, child);
      else engine.restart(child, at);
    }
  }
}
