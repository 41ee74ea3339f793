import * as z from 'zod';
import { eventKind } from './event.ts';

/**
 * The shortlists' table tells that a list was made, changed or deleted. A notification: it names the list and nothing of what is in it, nor
 * whose it is; who may see it asks the shortlists' API.
 */
export const ShortlistChanged = eventKind({
  name: 'ShortlistChanged',
  source: 'penstock.shortlists',
  detail: z.looseObject({
    contractVersion: z.literal(1).default(1),
    shortlistId: z.string().min(1).max(200),
  }),
});
