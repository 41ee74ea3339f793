import { alarmsOf } from '../../ops/alarms.ts';
import type { Clients } from '../../ops/clients.ts';
import { type MinuteSeries, minuteSeries } from '../../ops/series.ts';
import { standingOf } from '../../ops/standing.ts';
import type { Origin, Workflow } from '../../ops/workflows.ts';
import type { LiveFigures, WorkflowFigures, WorkflowSummary } from './shapes.ts';

const MINUTES = 60;

/** How all workflows stand now, and what they did in the last hour. */
export async function liveFigures(clients: Clients, workflows: readonly Workflow[]): Promise<LiveFigures> {
  const names = workflows.map(({ name }) => name);
  const [series, ...rest] = await Promise.all([
    minuteSeries(clients, names, MINUTES),
    ...workflows.map((workflow) => standing(clients, workflow)),
  ]);
  return {
    workflows: workflows.map((workflow, index) => {
      const found = series.get(workflow.name) ?? EMPTY;
      return { ...identity(workflow), ...(rest[index] ?? UNKNOWN), series: found, figures: figuresOf(found) };
    }),
  };
}

const EMPTY: MinuteSeries = { at: [], events: [], applied: [], superseded: [], parked: [], lagP50: [], lagP99: [] };

type Standing = Pick<WorkflowSummary, 'pipe' | 'deadLetters' | 'backlog' | 'alarms'>;

const UNKNOWN: Standing = {
  pipe: { name: '', state: 'UNKNOWN', reason: null },
  deadLetters: [],
  backlog: null,
  alarms: [],
};

async function standing(clients: Clients, workflow: Workflow): Promise<Standing> {
  const [{ pipe, backlog, deadLetters }, alarms] = await Promise.all([
    standingOf(clients, workflow),
    alarmsOf(clients, workflow),
  ]);
  return {
    pipe: { name: workflow.pipe, state: pipe.state, reason: pipe.reason ?? null },
    alarms,
    backlog: backlog ? backlog.visible + backlog.inFlight + backlog.delayed : null,
    deadLetters: deadLetters.map(({ name, kind, visible, inFlight }) => ({ name, kind, visible, inFlight })),
  };
}

function identity({ name, style, source, target, machineArn }: Workflow) {
  return { name, style, source: sourceName(source), target, machineArn };
}

export function sourceName(source: Origin): string {
  return 'table' in source ? source.table : source.buses.map(shortBus).join(', ');
}

/** `aws.partner/auth0.com/…/auth0.logs` → `auth0.com/auth0.logs` */
export function shortBus(name: string): string {
  const parts = name.split('/');
  return parts.length > 2 ? `${parts[1]}/${parts.at(-1)}` : name;
}

/** Percentiles cannot be added up: the worst minute stands for the hour. */
function figuresOf({ events, applied, superseded, parked, lagP50, lagP99 }: MinuteSeries): WorkflowFigures {
  return {
    events: sum(events),
    applied: sum(applied),
    superseded: sum(superseded),
    parked: sum(parked),
    lagP50: worst(lagP50),
    lagP99: worst(lagP99),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.max(...known) : null;
}
