import * as z from 'zod';
import { envelopeOf } from '../../functions/events/event.ts';
import { ProviderChanged } from '../../functions/events/provider-changed.ts';

/** The EventBridge envelope in, the notification out. The contract of the detail is the portal's promise: `functions/events/provider-changed.ts`. */
export const providerChanged = envelopeOf(ProviderChanged).transform(({ detail, time }) => ({
  key: detail.providerId,
  version: detail.version,
  occurredAt: time,
}));

/** The provider's id of an event that may be malformed otherwise. */
export function providerIdOf(envelope: unknown): string | undefined {
  const found = z.object({ detail: z.object({ providerId: z.string().min(1).max(200) }) }).safeParse(envelope);
  return found.data?.detail.providerId;
}
