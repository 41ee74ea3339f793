import * as z from 'zod';

/** A provider, as this workflow needs it. */
export const provider = z.looseObject({
  providerId: z.string().min(1),
  version: z.int().positive(),
  name: z.string().min(1),
});
