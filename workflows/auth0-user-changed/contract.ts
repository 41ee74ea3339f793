import * as z from 'zod';

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/**
 * A user of Auth0 was made, changed or deleted, as far as the rule lets through of the event (`only.ts`): whose, and which version.
 * Only event streams tell of changes; the log stream has no such entry (https://auth0.com/docs/customize/events).
 *
 * The version is `updated_at` in milliseconds, which the Management API shows too. A deletion has the time of its event: nothing
 * that happened to the user is later.
 */
export const auth0UserChanged = z
  .looseObject({
    detail: z.looseObject({
      type: z.enum(['user.created', 'user.updated', 'user.deleted'], 'an unknown type of event'),
      userId: z.string().min(1).max(500),
      updatedAt: moment,
      time: moment,
    }),
  })
  .transform(({ detail: { type, userId, updatedAt, time } }) => ({
    key: userId,
    version: type === 'user.deleted' ? Math.max(time, updatedAt) : updatedAt,
    occurredAt: time,
  }));

export function userIdOf(envelope: unknown): string | undefined {
  return z.object({ detail: z.object({ userId: z.string().min(1).max(500) }) }).safeParse(envelope).data?.detail.userId;
}
