import * as z from 'zod';

/** A kind of event that a system publishes: its contract is the promise to all who listen. */
export interface EventKind<D extends z.ZodType> {
  /** The `detail-type` in EventBridge. */
  readonly name: string;
  /** The `source` in EventBridge: the publishing system. */
  readonly source: string;
  /** What the `detail` must be. */
  readonly detail: D;
}

export function eventKind<D extends z.ZodType>(kind: EventKind<D>): EventKind<D> {
  return kind;
}

/** The EventBridge envelope round such an event, as listeners get it. Additions of the producer or of AWS are let through. */
export function envelopeOf<D extends z.ZodType>({ name, source, detail }: EventKind<D>) {
  return z.looseObject({
    id: z.string().min(1),
    source: z.literal(source),
    'detail-type': z.literal(name),
    time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    detail,
  });
}
