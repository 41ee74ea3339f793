import type { Timer } from '../clock.ts';
import type { Action, Cloud, Service } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import { constraintError } from '../events/constraints.ts';
import { withShapes } from '../events/input-shape.ts';
import { invalid } from './errors.ts';
import { eventActions } from './events.ts';
import { groupActions } from './groups.ts';
import { LOGS_SHAPES } from './input-shapes.ts';
import { policyActions } from './policies.ts';
import { LogStore } from './store.ts';
import { streamActions } from './streams.ts';
import { tagActions } from './tags.ts';
import { type LogWriter, logWriter } from './writer.ts';

const EXPIRY_MS = 3_600_000;

const refuse =
  (what: string): Action =>
  () => {
    throw new NotSupportedError(`logs: ${what}`);
  };

/** Callers see what the other engines have logged up to now, although it waits to be written in batches. */
function afterFlush(writer: LogWriter, actions: Record<string, Action>): Record<string, Action> {
  const flushed =
    (run: Action): Action =>
    (input, context) => {
      writer.flush();
      return run(input, context);
    };
  return Object.fromEntries(Object.entries(actions).map(([name, run]) => [name, flushed(run)]));
}

/** CloudWatch Logs. */
export function createLogsService(cloud: Cloud): Service {
  const store = new LogStore(cloud);
  const writer = logWriter(cloud);
  let expiry: Timer | undefined;
  const expire = () => {
    store.expire();
    expiry = cloud.clock.setTimer(EXPIRY_MS, expire);
  };
  return {
    name: 'logs',
    actions: withShapes(
      afterFlush(writer, {
        ...groupActions(cloud, store),
        ...streamActions(cloud, store),
        ...eventActions(cloud, store, writer),
        ...policyActions(cloud),
        ...tagActions(cloud, store),
        StartQuery: refuse('Logs Insights queries (use FilterLogEvents)'),
        PutSubscriptionFilter: refuse('subscription filters'),
        PutMetricFilter: refuse('metric filters (use the embedded metric format)'),
      }),
      LOGS_SHAPES,
      (violations) => invalid(constraintError(violations).message),
    ),
    start: expire,
    stop: async () => {
      expiry?.cancel();
      await writer.close();
    },
  };
}
