import * as z from 'zod';

/**
 * A user of Auth0 came or went, in either form that Auth0 sends it:
 * - *log stream*: `{log_id, data: {type: 'ss' | 'sdu' | 'sapi', …}}`
 *   (https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes)
 * - *event stream*: a CloudEvent `{specversion, type: 'user.created' | 'user.deleted', …}`
 *   (https://auth0.com/docs/customize/events)
 *
 * Which envelope EventBridge shows for event streams is not documented, so only `detail` is looked at.
 */
export interface UserEvent {
  /** `other`: an event of these types that is no user's coming or going (the Management API logs every write). */
  readonly kind: 'created' | 'deleted' | 'other';
  readonly userId: string;
  /** Lower case. A deletion in the log stream carries none, nor does a user who signed up by telephone. */
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  /** Milliseconds since the epoch: Auth0 delivers in no order, this orders its events. */
  readonly occurredAt: number;
  /** Auth0's own id of the event: the same for each delivery of it. */
  readonly dedupeId: string;
  /** Sent by hand from Auth0's dashboard. */
  readonly test: boolean;
}

const userId = z.string().min(1).max(500);
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const email = z.email().toLowerCase().max(320).meta({ pii: true });
const name = z.string().max(200).meta({ pii: true });

const cloudEvent = z
  .looseObject({
    form: z.literal('event'),
    id: z.string().min(1),
    type: z.enum(['user.created', 'user.deleted'], 'an unknown type of event'),
    time: moment,
    a0purpose: z.string().optional(),
    data: z.looseObject({
      object: z.looseObject({
        user_id: userId,
        email: email.optional(),
        given_name: name.optional(),
        family_name: name.optional(),
      }),
    }),
  })
  .transform(
    ({ id, type, time, a0purpose, data: { object } }): UserEvent => ({
      kind: type === 'user.created' ? 'created' : 'deleted',
      userId: object.user_id,
      email: object.email,
      firstName: object.given_name,
      lastName: object.family_name,
      occurredAt: time,
      dedupeId: id,
      test: a0purpose === 'test',
    }),
  );

const profile = z.looseObject({ email: email.optional(), given_name: name.optional(), family_name: name.optional() });

const selfService = z.looseObject({
  type: z.enum(['ss', 'sdu']),
  date: moment,
  user_id: userId,
  details: z.looseObject({ body: profile.optional() }).optional(),
});

/** A write through the Management API; what administrators do to users shows nowhere else. */
const management = z.looseObject({
  type: z.literal('sapi'),
  date: moment,
  details: z
    .looseObject({
      request: z.looseObject({ method: z.string().optional(), path: z.string().optional() }).optional(),
      response: z.looseObject({ body: z.unknown().optional() }).optional(),
    })
    .optional(),
});

const logEntry = z
  .looseObject({
    form: z.literal('log'),
    log_id: z.string().min(1),
    data: z.discriminatedUnion('type', [selfService, management], 'an unknown type of log entry'),
  })
  .transform(({ log_id, data }): UserEvent => {
    const base = { occurredAt: data.date, dedupeId: log_id, test: false };
    if (data.type === 'sapi') return { ...base, ...managed(data) };
    const body = data.details?.body;
    const who = { email: body?.email, firstName: body?.given_name, lastName: body?.family_name };
    return { ...base, ...who, kind: data.type === 'ss' ? 'created' : 'deleted', userId: data.user_id };
  });

/** What is not encoded soundly stands for itself: no user has such an id, and the event is parked as one of nobody known. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const created = z.looseObject({ user_id: userId, ...profile.shape });

/** `POST /api/v2/users` makes a user, `DELETE /api/v2/users/{id}` ends one; nothing else there does. */
function managed({ details }: z.infer<typeof management>): Pick<UserEvent, 'kind' | 'userId'> & Partial<UserEvent> {
  const method = details?.request?.method?.toUpperCase();
  const path = details?.request?.path?.replace(/\?.*$/, '') ?? '';
  const id = /^\/api\/v2\/users\/([^/]+)\/?$/.exec(path)?.[1];
  if (method === 'DELETE' && id) return { kind: 'deleted', userId: decoded(id) };
  const user =
    method === 'POST' && /^\/api\/v2\/users\/?$/.test(path) ? created.safeParse(details?.response?.body) : undefined;
  if (!user?.success) return { kind: 'other', userId: '' };
  const { user_id, email, given_name, family_name } = user.data;
  return { kind: 'created', userId: user_id, email, firstName: given_name, lastName: family_name };
}

/** Tells the forms apart, since neither carries a field that names it. */
function withForm(detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null) return detail;
  return { ...detail, form: 'log_id' in detail || !('type' in detail) ? 'log' : 'event' };
}

/** The EventBridge envelope in, the normalised event out. */
export const auth0UserEvent = z
  .looseObject({ detail: z.preprocess(withForm, z.discriminatedUnion('form', [cloudEvent, logEntry])) })
  .transform(({ detail }): UserEvent => detail);

/** The user's id, wherever either form has it, of an event that may be malformed otherwise. */
export function userIdOf(envelope: unknown): string | undefined {
  const found = z.object({ detail: z.object({ data: z.looseObject({}) }) }).safeParse(envelope);
  if (!found.success) return undefined;
  const { user_id, object } = found.data.detail.data;
  return userId.safeParse(user_id).data ?? z.object({ user_id: userId }).safeParse(object).data?.user_id;
}
