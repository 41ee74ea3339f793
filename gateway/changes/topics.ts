import * as z from 'zod';
import { envelopeOf } from '../../functions/events/event.ts';
import type { SourceDeclaration, TopicDeclaration } from '../declare.ts';

/** What subscriptions are told: that the thing of this key changed. */
export interface Change {
  readonly topic: string;
  readonly key: string;
}

export const topicsOf = (sources: readonly SourceDeclaration[]): readonly (readonly [string, TopicDeclaration])[] =>
  sources.flatMap((s) => Object.entries(s.topics ?? {}));

const keyIn = (name: string) =>
  z.looseObject({ [name]: z.string().min(1) }).transform((detail) => String(detail[name]));

/** Event from the bus → change; undefined for what no topic is about, or what breaks its contract. */
export function changeReader(sources: readonly SourceDeclaration[]): (envelope: unknown) => Change | undefined {
  const topics = topicsOf(sources).map(([topic, { event, key }]) => ({
    topic,
    envelope: envelopeOf(event),
    detail: keyIn(key),
  }));
  return (envelope) => {
    for (const { topic, envelope: kind, detail } of topics) {
      const found = kind.safeParse(envelope);
      if (!found.success) continue;
      const key = detail.safeParse(found.data.detail);
      if (key.success) return { topic, key: key.data };
    }
    return undefined;
  };
}
