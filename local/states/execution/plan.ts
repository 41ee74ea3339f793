import type { Machine, QueryLanguage } from '../definition/types.ts';
import type { JsonObject } from '../json.ts';
import type { Mock } from '../testing/mock.ts';
import type { LogWriter } from './log-writer.ts';
import type { MapItem } from './map-item.ts';

/** What an execution needs to know of its machine. */
export interface Plan {
  readonly machine: Machine;
  readonly roleArn: string;
  readonly logger: LogWriter | undefined;
  /** For children of a Map: the language of the machine around them, where they stand in it, and their item. */
  readonly language?: QueryLanguage;
  readonly location?: readonly string[];
  readonly item?: MapItem;
  /** TestState: what stands in for the work, for the context, and for what has happened before. */
  readonly test?: {
    readonly mock: Mock | undefined;
    readonly context: JsonObject | undefined;
    readonly configuration: JsonObject;
    /** Whether what a connection adds to an HTTP request may be shown. */
    readonly revealed: boolean;
  };
}
