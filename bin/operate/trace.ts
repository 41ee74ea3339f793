import type { Clients } from '../../ops/clients.ts';
import { NotFoundError } from '../../ops/errors.ts';
import { masked } from '../../ops/personal.ts';
import { type Trace, trace } from '../../ops/trace/trace.ts';
import { chooseWorkflows } from '../../ops/workflows.ts';
import type { OperateOptions } from '../commands/operate-options.ts';
import { letterWords, next } from './next.ts';
import { clock, cut, note, print, span } from './print.ts';

export interface TraceOptions extends OperateOptions {
  readonly workflow?: string;
  readonly since: number;
  readonly limit: number;
  readonly personal: boolean;
}

/** Everything about one key, from its write to what the target holds. */
export async function traceKey(clients: Clients, key: string, options: TraceOptions): Promise<void> {
  const workflows = await chooseWorkflows(clients, options.workflow, options.stack);
  const found: Trace[] = [];
  for (const workflow of workflows) {
    const one = await trace(clients, workflow, key, { from: options.since, limit: options.limit });
    if (one.source || one.passages.length || one.letters.length)
      found.push(options.personal ? one : (masked(one, workflow.personal) as unknown as Trace));
  }
  if (!found.length)
    throw new NotFoundError(
      `nothing is known of ${key}: no source has it, no execution touched it, nothing is parked (--since looks further back)`,
    );
  print(options.json, { key, workflows: found }, () => found.map(traceText).join('\n\n'));
  sayNext(key, found, options);
}

/** What is parked can be looked into; what the target lacks although nothing is parked of it, only a comparison finds and repairs. */
function sayNext(key: string, found: readonly Trace[], options: TraceOptions): void {
  const behind = found.find(({ target }) => target?.outcome === 'applied');
  const running = found.some(({ passages }) => passages.some(({ status }) => status === 'RUNNING'));
  if (found.some(({ letters }) => letters.length))
    next(options, 'dead-letters', 'diff', ...letterWords({ ...options, since: undefined, key }));
  else if (running) next(options, 'trace', key);
  else if (behind) next(options, 'reconcile', behind.workflow);
  else if (!options.json) note(`nothing to do: nothing of ${key} is parked, and no target that can be read is behind`);
}

const MEANING: Readonly<Record<string, string>> = {
  superseded: 'up to date with the source',
  applied: 'BEHIND the source: a redrive or a reconcile would write it',
  parked: 'the source’s item is refused',
  retry: 'the target cannot be asked now',
  unknown: 'this target cannot be looked into',
};

function traceText({ workflow, key, source, target, passages, letters }: Trace): string {
  const held = target?.held;
  return [
    `${key} in ${workflow}`,
    ...(source ? [`  source   @${source.version ?? '?'} ${cut(JSON.stringify(source), 150)}`] : []),
    ...(target
      ? [
          `  target   ${held ? `@${held.version ?? '?'}${held.deleted ? ' (deleted)' : ''} ${cut(JSON.stringify(held.record ?? {}), 150)}` : 'nothing'}`,
          `           ${MEANING[target.outcome]}${target.reason ? `: ${target.reason} ${cut(target.error ?? '', 100)}` : ''}`,
        ]
      : []),
    ...passages.flatMap(({ execution, version, correlationId, hops, totalMs, cost, error }) => [
      `  ${version === undefined ? 'event' : `@${version}`}  ${hops[0] ? clock(hops[0].at) : ''}  ${totalMs === undefined ? 'not ended' : `${span(totalMs)} in all`}  $${(cost.total * 1e6).toFixed(2)} a million  ${error ?? ''}`,
      ...hops.map(({ what, sinceMs }) => `      +${span(sinceMs).padEnd(9)} ${what}`),
      `      ${execution}`,
      ...(correlationId ? [`      correlation id ${correlationId}`] : []),
    ]),
    ...letters.map(
      ({ id, kind, version, reason, error, at }) =>
        `  parked   ${clock(at)} ${kind} @${version ?? '?'} ${reason}: ${cut(error, 90)}  ${id}`,
    ),
  ].join('\n');
}
