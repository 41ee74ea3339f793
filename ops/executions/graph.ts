import { isObject } from '../../functions/json.ts';
import type { Graph, GraphEdge, GraphNode, Step } from './types.ts';

type State = Record<string, unknown>;

/** A definition in the Amazon States Language as nodes and edges, with the way that an execution took. */
export function graphOf(definition: string, steps: readonly Step[] = []): Graph {
  const machine: unknown = JSON.parse(definition);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  collect(machine, undefined, new Way(steps), nodes, edges);
  return { start: isObject(machine) ? String(machine.StartAt) : '', nodes, edges };
}

/** Which states were stayed in, and which state came after which. */
class Way {
  readonly #stays = new Map<string, Step[]>();
  readonly #pairs = new Set<string>();

  constructor(steps: readonly Step[]) {
    const last = new Map<string, Step>();
    for (const step of steps) {
      const lane = `${step.depth}/${step.iteration ?? ''}`;
      const before = last.get(lane);
      if (before) this.#pairs.add(`${before.name}→${step.name}`);
      last.set(lane, step);
      this.#stays.set(step.name, [...(this.#stays.get(step.name) ?? []), step]);
    }
  }

  visits(name: string): Pick<GraphNode, 'visited' | 'visits'> {
    const stays = this.#stays.get(name) ?? [];
    const last = stays.at(-1);
    return { visits: stays.length, ...(last && { visited: last.status }) };
  }

  taken(from: string, to: string): boolean {
    return this.#pairs.has(`${from}→${to}`);
  }

  caught(name: string): boolean {
    return this.#stays.get(name)?.some(({ status }) => status === 'caught') ?? false;
  }
}

function collect(machine: unknown, parent: string | undefined, way: Way, nodes: GraphNode[], edges: GraphEdge[]): void {
  if (!isObject(machine) || !isObject(machine.States)) return;
  for (const [name, state] of Object.entries(machine.States)) {
    if (!isObject(state)) continue;
    nodes.push({
      name,
      type: String(state.Type),
      ...(parent !== undefined && { parent }),
      end: state.End === true || state.Type === 'Succeed' || state.Type === 'Fail',
      ...way.visits(name),
    });
    edges.push(...edgesOf(name, state, way));
    for (const inner of machinesIn(state)) collect(inner, name, way, nodes, edges);
  }
}

function edgesOf(from: string, state: State, way: Way): GraphEdge[] {
  const edges: GraphEdge[] = [];
  const add = (to: unknown, label?: string, rescue = false) => {
    if (typeof to !== 'string') return;
    const taken = way.taken(from, to) && way.caught(from) === rescue;
    edges.push({ from, to, ...(label !== undefined && { label }), taken });
  };
  add(state.Next);
  list(state.Choices).forEach((choice, index) => {
    add(choice.Next, `Choice ${index + 1}`);
  });
  add(state.Default, 'Default');
  for (const rescue of list(state.Catch)) add(rescue.Next, `Catch ${names(rescue.ErrorEquals)}`, true);
  return edges;
}

/** A long list of errors would hide the drawing. */
function names(errors: unknown): string {
  const all = Array.isArray(errors) ? errors.map(String) : [];
  return all.length > 2 ? `${all[0]} and ${all.length - 1} more` : all.join(', ');
}

function machinesIn(state: State): unknown[] {
  return [state.ItemProcessor ?? state.Iterator, ...(Array.isArray(state.Branches) ? state.Branches : [])];
}

const list = (value: unknown): State[] => (Array.isArray(value) ? value.filter(isObject) : []);
