import type { Clients } from '../../ops/clients.ts';
import { pipeState } from '../../ops/pipe-state.ts';
import type { Workflow } from '../../ops/workflows.ts';
import { shortBus } from './figures.ts';
import type { Landscape, LandscapeFlow, LandscapePart } from './shapes.ts';

/** Source → (queue) → pipe → (function) → machine → target, of all workflows; the ways of what failed go to the dead letters. */
export async function landscape(clients: Clients, workflows: readonly Workflow[]): Promise<Landscape> {
  const pieces = await Promise.all(workflows.map((workflow) => piece(clients, workflow)));
  const parts = new Map(pieces.flatMap(({ parts }) => parts).map((part) => [part.id, part]));
  return { parts: [...parts.values()], flows: pieces.flatMap(({ flows }) => flows) };
}

async function piece(clients: Clients, workflow: Workflow): Promise<Landscape> {
  const { name, style, source, pipe, queue } = workflow;
  const { state, enrichment } = await pipeState(clients, pipe);
  const own = (kind: LandscapePart['kind'], label: string, note: string): LandscapePart => ({
    id: `${kind}:${name}`,
    kind,
    name: label,
    workflow: name,
    note,
  });
  const shared = (kind: LandscapePart['kind'], id: string, note: string): LandscapePart => ({
    id: `${kind}:${id}`,
    kind,
    name: kind === 'bus' ? shortBus(id) : id,
    workflow: null,
    note,
  });
  const sources =
    'table' in source
      ? [shared('table', source.table, 'DynamoDB table, stream')]
      : source.buses.map((bus) => shared('bus', bus, 'event bus, rule'));
  const way = [
    ...(queue ? [own('queue', queue, 'SQS queue')] : []),
    own('pipe', pipe, `pipe, ${state.toLowerCase()}`),
    ...(enrichment ? [own('function', last(enrichment), 'enrichment')] : []),
    own('machine', name, style === 'batch' ? 'Express machine' : 'Standard machine'),
  ];
  const target = shared('target', workflow.target || 'its target', 'target');
  const letters = own('dead-letters', 'Dead letters', `${workflow.deadLetterQueues.length} queues`);
  const [first] = way;
  const flows: LandscapeFlow[] = [
    ...sources.map(({ id }) => flow(id, first?.id ?? target.id)),
    ...[...way, target].slice(1).map((part, index) => flow(way[index]?.id ?? '', part.id)),
    { ...flow(`machine:${name}`, letters.id), failure: true },
  ];
  return { parts: [...sources, ...way, target, letters], flows };
}

const flow = (from: string, to: string): LandscapeFlow => ({ from, to, failure: false });

const last = (arn: string) => arn.split(':').at(-1) ?? arn;
