import type { ITable } from 'aws-cdk-lib/aws-dynamodb';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html#Streams.Processing */
const MOST_READERS = 2;

const readers = new WeakMap<ITable, string[]>();

/** Counts the readers of a table's stream, and refuses one too many: a third would be throttled, and slow down the others. */
export function claimReader(table: ITable, workflow: string): void {
  const present = readers.get(table) ?? [];
  if (present.length >= MOST_READERS) {
    throw new Error(
      `${workflow} would be reader ${present.length + 1} of the stream of ${table.node.path}; DynamoDB serves ${MOST_READERS} ` +
        `(now: ${present.join(', ')}). Way out: let one of them publish to an event bus, and listen to that with busEvents(); ` +
        'or let one workflow write to both targets.',
    );
  }
  readers.set(table, [...present, workflow]);
}
