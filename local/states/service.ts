import type { Cloud, Service } from '../cloud.ts';
import { actionsOf } from './actions/index.ts';
import { Engine } from './engine.ts';

/** AWS Step Functions: state machines, executions, activities. */
export function createStatesService(cloud: Cloud): Service {
  const engine = new Engine(cloud);
  return {
    name: 'states',
    actions: actionsOf(engine),
    start: () => engine.resume(),
    stop: () => engine.stop(),
  };
}
