import type { JsonObject } from '../json.ts';
import type { Findings } from './diagnostic.ts';
import type { MachineType, QueryLanguage } from './types.ts';

/** What the checks of one definition share. */
export interface Scope {
  readonly findings: Findings;
  readonly type: MachineType;
  readonly language: QueryLanguage;
  /** The states of the machine at hand, the targets of its transitions. */
  readonly targets: Pick<ReadonlySet<string>, 'has'>;
  /** Names must be unique in the whole definition. */
  readonly names: Set<string>;
  /** The variables of the machines around this one; none of them may be assigned again. */
  readonly outer: ReadonlySet<string>;
  /** Checks the machine of a branch or of a Map's items. */
  readonly inner: (machine: JsonObject, at: string, scope: Scope) => void;
}
