import { setting } from '../settings.ts';
import type { paths } from './generated/comms.ts';
import { refused, restClient } from './rest/client.ts';
import type { GuardOptions } from './rest/guarded-fetch.ts';
import { secret } from './secret.ts';

const NAME = 'comms';

export interface OutgoingMessage {
  readonly providerId: string;
  readonly text: string;
  /** The same key sends once, however often it is called. */
  readonly idempotencyKey: string;
}

/** The service that sends messages. */
export interface Comms {
  send(message: OutgoingMessage): Promise<void>;
}

/** `COMMS_URL` is its base. */
export async function commsApi(): Promise<Comms> {
  return commsClient({ name: NAME, baseUrl: setting('COMMS_URL'), token: await secret('COMMS_TOKEN_SECRET') });
}

export function commsClient(options: GuardOptions & { readonly baseUrl: string; readonly token?: string }): Comms {
  const api = restClient<paths>(options);
  return {
    send: async ({ providerId, text, idempotencyKey }) => {
      const { response } = await api.POST('/messages', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: { providerId, text },
      });
      if (!response.ok) throw refused(NAME, response);
    },
  };
}
