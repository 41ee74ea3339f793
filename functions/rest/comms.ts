import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { type Stored, VersionedRepository, type VersionedTable } from '../repositories/versioned.ts';
import { jsonBody, personal, requiredText } from './answers.ts';
import { notFound, RestError, type RestRequest } from './http.ts';
import type { Identify } from './identity.ts';
import type { Routes } from './router.ts';

export type Message = JsonObject & {
  readonly messageId: string;
  readonly userId: string;
  readonly providerId: string;
  readonly text: string;
  /** RFC 3339. */
  readonly sentAt: string;
};

/** Messages by `messageId`. */
export class MessageRepository extends VersionedRepository<Message, 'messageId'> {
  constructor(options: Omit<VersionedTable<'messageId'>, 'key'>) {
    super({ ...options, key: 'messageId' });
  }
}

export type Messages = Pick<MessageRepository, 'get' | 'put'>;

export interface CommsOptions {
  readonly messages: Messages;
  readonly identify: Identify;
  readonly now?: () => Date;
}

/**
 * The comms service's REST API: `gateway/sources/comms/openapi.yaml`. The idempotency key, the sender's own, decides the
 * message's id, so that a message sent twice is one message; the same key with another text is a conflict.
 */
export function commsRoutes({ messages, identify, now = () => new Date() }: CommsOptions): Routes {
  return {
    'POST /messages': async (request) => {
      const { userId } = await identify(request);
      const body = jsonBody(request);
      const providerId = requiredText(body, 'providerId', 200);
      const text = requiredText(body, 'text', 5000);
      const messageId = idOf(userId, keyOf(request));
      const known = await messages.get(messageId);
      if (known) return repeated(known, providerId, text);
      const sent = await messages.put(
        { messageId, userId, providerId, text, sentAt: now().toISOString() },
        { expected: 0 },
      );
      return personal(shown(sent), 201);
    },
    'GET /messages/{id}': async (request, { id = '' }) => {
      const { userId } = await identify(request);
      const message = await messages.get(id);
      if (!message || message.userId !== userId) throw notFound('such message');
      return personal(shown(message));
    },
  };
}

function repeated(known: Stored<Message>, providerId: string, text: string) {
  if (known.providerId !== providerId || known.text !== text)
    throw new RestError(409, 'This idempotency key was used for another message.');
  return personal(shown(known), 200);
}

function keyOf(request: RestRequest): string {
  const key = request.headers['idempotency-key'];
  if (!key || key.length > 200) throw new RestError(400, 'An Idempotency-Key of at most 200 characters is needed.');
  return key;
}

const idOf = (userId: string, key: string): string =>
  createHash('sha256').update(`${userId}\n${key}`).digest('hex').slice(0, 32);

const shown = (m: Stored<Message>) => ({
  id: m.messageId,
  providerId: m.providerId,
  text: m.text,
  sentAt: m.sentAt,
  status: 'accepted',
});
