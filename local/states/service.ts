import type { Cloud, Service } from '../cloud.ts';
import { actionsOf } from './actions/index.ts';
import { Engine } from './engine.ts';
import { HANDLERS } from './states/handlers.ts';

/** AWS Step Functions: state machines, executions, activities. */
export function createStatesService(cloud: Cloud): Service {
  const engine = new Engine(cloud, HANDLERS);
  return {
    name: 'states',
    actions: actionsOf(engine),
    start: () => engine.resume(),
    stop: () => engine.stop(),
  };
}
