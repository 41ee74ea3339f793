export interface MachineRow {
  name: string;
  arn: string;
  type: 'STANDARD' | 'EXPRESS';
  created: number;
  /** The revision that stands now. */
  revision: number;
  /** The highest version number given so far. */
  versions: number;
}

/** One state of a machine's definition and configuration; executions and versions keep theirs when the machine is updated. */
export interface RevisionRow {
  id: number;
  machine: string;
  /** Null for the first revision, as `revisionId` is then absent. */
  uuid: string | null;
  definition: string;
  role: string;
  logging: string | null;
  tracing: string | null;
  encryption: string | null;
  updated: number;
}

export interface VersionRow {
  machine: string;
  number: number;
  revision: number;
  description: string | null;
  created: number;
}

export interface Route {
  stateMachineVersionArn: string;
  weight: number;
}

export interface AliasRow {
  machine: string;
  name: string;
  arn: string;
  description: string | null;
  routing: string;
  created: number;
  updated: number | null;
}
