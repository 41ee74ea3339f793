import type { Cloud } from '../cloud.ts';
import type { Machine } from './definition/types.ts';
import { type Logging, type LogWriter, logWriter } from './execution/log-writer.ts';
import type { Plan } from './execution/plan.ts';
import type { ExecutionRow } from './stores/execution-row.ts';
import type { RevisionRow } from './stores/machine-rows.ts';
import type { Machines } from './stores/machines.ts';

/** A revision, made ready to run. */
interface Prepared {
  readonly revision: RevisionRow;
  readonly machine: Machine;
  readonly logger: LogWriter | undefined;
}

/** What executions run by: the revisions of the machines, with their parsed definitions and their logs. */
export class Plans {
  readonly #cloud: Cloud;
  readonly #machines: Machines;
  readonly #prepared = new Map<number, Prepared>();

  constructor(cloud: Cloud, machines: Machines) {
    this.#cloud = cloud;
    this.#machines = machines;
  }

  /** A revision with its parsed definition; both are kept while the runtime runs. */
  #prepare(id: number): Prepared {
    const known = this.#prepared.get(id);
    if (known) return known;
    const revision = this.#machines.revision(id);
    if (!revision) throw new Error(`the revision ${id} is missing`);
    // Checked when it was created: what ran under an older release must also run under one that checks more.
    const machine = JSON.parse(revision.definition) as Machine;
    const logging = revision.logging === null ? undefined : (JSON.parse(revision.logging) as Logging);
    const prepared = { revision, machine, logger: logWriter(this.#cloud, logging, revision.machine) };
    this.#prepared.set(id, prepared);
    return prepared;
  }

  /** The plan of an execution; a child of a Map Run has the part of the definition that it runs. */
  of(row: ExecutionRow): Plan {
    const { revision, machine, logger } = this.#prepare(row.revision);
    const base = { machine, roleArn: revision.role, logger };
    if (row.map_path === null) return base;
    const { location, language } = JSON.parse(row.map_path) as { location: string[]; language: 'JSONPath' | 'JSONata' };
    return { ...base, machine: within(machine, location), location, language };
  }

  /** Has the logs written. */
  async flush(): Promise<void> {
    await Promise.all([...this.#prepared.values()].map(({ logger }) => logger?.flush()));
  }
}

/** The machine at a place inside a definition. */
function within(machine: Machine, location: readonly string[]): Machine {
  return location.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], machine) as Machine;
}
