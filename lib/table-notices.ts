import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { EventKind } from '../functions/events/event.ts';
import { noticePipe } from './pipes/notice-pipe.ts';
import { claimReader } from './sources/readers.ts';

export interface TableNoticesProps<D extends z.ZodType> {
  /** Short, such as `shortlist-notices`: it names the pipe. */
  readonly name: string;
  readonly table: TableV2;
  readonly bus: IEventBus;
  readonly event: EventKind<D>;
  /** The table's partition key, a text, which the detail carries under the same name. */
  readonly key: string & keyof z.input<D>;
}

/**
 * Publishes an event on a bus for each change of a table. The event carries the key alone: it says "look again", to whoever may
 * look. It takes one of the two readers that a stream has.
 */
export class TableNotices<D extends z.ZodType> extends Construct {
  constructor(scope: Construct, id: string, { name, table, bus, event, key }: TableNoticesProps<D>) {
    super(scope, id);
    claimReader(table, name);
    noticePipe(this, {
      name,
      table,
      bus,
      source: event.source,
      detailType: event.name,
      detail: `{"contractVersion":1,"${key}":<$.dynamodb.Keys.${key}.S>}`,
    });
  }
}
