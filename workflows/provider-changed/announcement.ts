import type { OutgoingMessage } from '../../functions/clients/comms.ts';

/**
 * What the provider is told. All of it follows from id and version, so that the comms service takes a repetition for what it is: the
 * same key with another text would be a conflict.
 */
export function profileIsLive(providerId: string, version: number): OutgoingMessage {
  return {
    providerId,
    text: `Version ${version} of your profile is live.`,
    idempotencyKey: `provider-live/${providerId}/${version}`,
  };
}
