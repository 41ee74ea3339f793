/**
 * What the console's server tells its page, as JSON. Times are milliseconds since the epoch, durations milliseconds; `null` means
 * that AWS does not say.
 */

import type { AlarmState } from '../../ops/alarms.ts';
import type { ExecutionEnd } from '../../ops/executions/end.ts';
import type { ExecutionSummary } from '../../ops/executions/types.ts';
import type { MinuteSeries } from '../../ops/series.ts';
import type { LetterKind } from '../../ops/workflows.ts';

export type {
  ExecutionDetail,
  ExecutionStatus,
  ExecutionSummary,
  Graph,
  GraphEdge,
  GraphNode,
  HistoryEvent,
  Step,
} from '../../ops/executions/types.ts';
export type { AlarmState, LetterKind, MinuteSeries };

export interface Session {
  /** Where the AWS APIs are; null: on AWS itself. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly account: string | null;
  readonly profile: string | null;
  readonly version: string;
  /** By workflow: names of fields whose values are masked until somebody asks for them; `*` is all. */
  readonly personal: Readonly<Record<string, readonly string[]>>;
  /** Names that are masked whatever the contract says. */
  readonly alwaysMasked: readonly string[];
}

export interface WorkflowFigures {
  readonly events: number;
  readonly applied: number;
  readonly superseded: number;
  readonly parked: number;
  readonly lagP50: number | null;
  readonly lagP99: number | null;
}

export interface QueueFigure {
  readonly name: string;
  readonly kind: string;
  readonly visible: number;
  /** Received by somebody, and neither deleted nor given back yet. */
  readonly inFlight: number;
}

export interface WorkflowSummary {
  readonly name: string;
  /** `batch`: behind a stream, an Express machine; `event`: behind a queue, a Standard one. */
  readonly style: 'batch' | 'event';
  /** A table's name, or buses' names. */
  readonly source: string;
  readonly target: string;
  readonly machineArn: string;
  /** The pipe's state: RUNNING, STOPPED, START_FAILED … */
  readonly pipe: { readonly name: string; readonly state: string; readonly reason: string | null };
  /** Over the minutes of the series. */
  readonly figures: WorkflowFigures;
  readonly series: MinuteSeries;
  readonly deadLetters: readonly QueueFigure[];
  /** Messages that wait in the source's queue; null where the source is a stream. */
  readonly backlog: number | null;
  readonly alarms: readonly AlarmState[];
}

export interface LiveFigures {
  readonly workflows: readonly WorkflowSummary[];
}

export type PartKind = 'table' | 'bus' | 'rule' | 'queue' | 'pipe' | 'function' | 'machine' | 'target' | 'dead-letters';

export interface LandscapePart {
  readonly id: string;
  readonly kind: PartKind;
  readonly name: string;
  readonly workflow: string | null;
  /** A state or a figure, in a few words. */
  readonly note: string;
}

export interface LandscapeFlow {
  readonly from: string;
  readonly to: string;
  /** The way of what failed. */
  readonly failure: boolean;
}

export interface Landscape {
  readonly parts: readonly LandscapePart[];
  readonly flows: readonly LandscapeFlow[];
}

/** An execution as a line of a table: the first few of its keys. */
export interface ExecutionRow extends Omit<ExecutionSummary, 'cause'> {
  readonly keyCount: number;
}

export interface ExecutionPage {
  /** Of the rows that match. */
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly ExecutionRow[];
  /** Matches per status, were the status not filtered. */
  readonly counts: Readonly<Partial<Record<ExecutionEnd, number>>>;
  /** How many executions of that time the server knows so far, and whether those are all. */
  readonly known: number;
  readonly complete: boolean;
  /** Pass it as `asOf` to page on in the same list while newer executions arrive. */
  readonly asOf: number;
}

export interface InputSearch {
  readonly found: number;
}
