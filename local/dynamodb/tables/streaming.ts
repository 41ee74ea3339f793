import type { Engine } from '../engine.ts';
import type { StreamView, TableRecord } from './table.ts';

/** Gives a table a new stream, with a new ARN; the caller saves the record. */
export function enableStream({ streams }: Engine, record: TableRecord, view: StreamView, region: string): void {
  const { description } = record;
  const arnOf = (label: string) => `${description.TableArn}/stream/${label}`;
  const label = streams.create(arnOf, description.TableName, view, description.KeySchema, region);
  description.StreamSpecification = { StreamEnabled: true, StreamViewType: view };
  description.LatestStreamLabel = label;
  description.LatestStreamArn = arnOf(label);
}

/** Ends a table's stream; its records stay readable for a day. */
export function disableStream({ streams }: Engine, { description }: TableRecord): void {
  if (description.LatestStreamArn && description.StreamSpecification?.StreamEnabled)
    streams.disable(description.LatestStreamArn);
  delete description.StreamSpecification;
}
