import * as z from 'zod';
import { eventKind } from './event.ts';

/**
 * The provider portal tells that a provider was made, changed or deleted. A notification: it carries no data, since the bus keeps no
 * order; whoever needs the data asks the providers' API, which then answers at least this version, or that the provider is gone.
 *
 * A change that breaks this contract gets the next `contractVersion`; additions do not.
 */
export const ProviderChanged = eventKind({
  name: 'ProviderChanged',
  source: 'penstock.providers',
  detail: z.looseObject({
    contractVersion: z.literal(1).default(1),
    providerId: z.string().min(1).max(200),
    /** Rises with every change, the deletion included. */
    version: z.int().positive(),
  }),
});
