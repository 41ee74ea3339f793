import type { Cloud, Service } from '../cloud.ts';
import { functionActions } from './actions/functions.ts';
import { policyActions } from './actions/policy.ts';
import { settingActions } from './actions/settings.ts';
import { urlConfigActions } from './actions/url-configs.ts';
import { versionActions } from './actions/versions.ts';
import { AsyncQueue } from './async-queue.ts';
import { Concurrency } from './concurrency.ts';
import { LambdaEngine } from './engine.ts';
import { EventSourceMappings } from './event-sources/mappings.ts';
import { Executor, type ExecutorOptions } from './executor.ts';
import { Invoker } from './invoke.ts';
import { invokeConfigActions } from './invoke-config.ts';
import { LambdaMeter } from './lambda-meter.ts';
import type { Workspace } from './runtime-bundle.ts';

export interface LambdaOptions extends Partial<ExecutorOptions> {
  /** A folder for unpacked code that several runtimes of this process use, one after the other. */
  readonly workspace?: Workspace;
}

/** AWS Lambda: functions in Node.js, each in sandboxes of its own. */
export function createLambdaService(cloud: Cloud, options: LambdaOptions = {}): Service {
  const engine = new LambdaEngine(cloud, options.workspace);
  const meter = new LambdaMeter(cloud);
  const executor = new Executor(engine, meter, { isolation: 'process', ...options });
  const queue: AsyncQueue = new AsyncQueue(engine, (target, payload, context) => invoker.run(target, payload, context));
  const mappings = new EventSourceMappings(engine);
  const invoker = new Invoker(engine, executor, new Concurrency(meter), queue);
  return {
    name: 'lambda',
    actions: {
      ...invoker.actions(),
      ...functionActions(engine, executor),
      ...versionActions(engine),
      ...settingActions(engine),
      ...policyActions(engine),
      ...urlConfigActions(engine),
      ...invokeConfigActions(engine),
      ...mappings.actions(),
    },
    start: () => {
      queue.start();
      mappings.start();
    },
    stop: async () => {
      queue.stop();
      await mappings.stop();
      await executor.close();
      meter.flush();
      engine.removeWorkspace();
    },
  };
}
