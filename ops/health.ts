import type { Clients } from './clients.ts';
import { type WorkflowLag, workflowLag } from './lag/lag.ts';
import type { Workflow } from './workflows.ts';

/** Something that somebody should look at, and the command that shows more. */
export interface Finding {
  readonly severity: 'bad' | 'warning';
  readonly what: string;
  readonly command: string;
}

export interface WorkflowHealth extends WorkflowLag {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

/** As the alarms have it: an event this late is somebody's business. */
export const LATE_MS = 5 * 60_000;

/** How a workflow stands, with what is wrong in words; healthy if nothing is bad. */
export async function workflowHealth(clients: Clients, workflow: Workflow, now = Date.now()): Promise<WorkflowHealth> {
  const lag = await workflowLag(clients, workflow, now);
  const findings = judge(lag);
  return { ...lag, findings, healthy: findings.every(({ severity }) => severity !== 'bad') };
}

/** What is wrong with figures like these. */
export function judge(lag: WorkflowLag): Finding[] {
  const { workflow, pipe, oldest, parked, throttled, pipeFailures, drift, metrics } = lag;
  const findings: (Finding | false | undefined)[] = [
    pipe.state !== 'RUNNING' && {
      severity: 'bad',
      what: `the pipe is ${pipe.state}${pipe.reason ? `: ${pipe.reason}` : ''}; nothing is carried over`,
      command: `penstock lag --workflow ${workflow}`,
    },
    oldest && {
      severity: oldest.ageMs > LATE_MS ? 'bad' : 'warning',
      what: `the oldest ${oldest.where === 'queue' ? 'event' : 'change'} waits since ${new Date(oldest.at).toISOString()} (${oldest.where})`,
      command: `penstock executions list --workflow ${workflow} --status ${oldest.where === 'stream' ? 'FAILED' : 'RUNNING'}`,
    },
    ...Object.entries(parked).map(
      ([kind, count]) =>
        count > 0 && {
          severity: 'bad' as const,
          what: `${count} dead letter(s), ${kind}`,
          command: `penstock dead-letters diff --workflow ${workflow} --kind ${kind}`,
        },
    ),
    pipeFailures > 0 && {
      severity: 'warning',
      what: `the pipe failed ${pipeFailures} time(s); a batch is tried again`,
      command: `penstock executions list --workflow ${workflow} --status FAILED`,
    },
    throttled > 0 && {
      severity: 'warning',
      what: `the write function was throttled ${throttled} time(s)`,
      command: `penstock lag --workflow ${workflow}`,
    },
    (metrics.lagMs.p99 ?? 0) > LATE_MS && {
      severity: 'bad',
      what: `one event in a hundred took ${Math.round((metrics.lagMs.p99 ?? 0) / 1000)} s or more`,
      command: `penstock lag --workflow ${workflow}`,
    },
    (drift ?? 0) > 0 && {
      severity: 'bad',
      what: `source and target disagreed on ${drift} record(s) when they were compared last`,
      command: `penstock reconcile ${workflow}`,
    },
  ];
  return findings.filter((finding): finding is Finding => Boolean(finding));
}
