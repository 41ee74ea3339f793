import * as z from 'zod';

/**
 * An item of the inventory, as this workflow needs it: strict on what makes an offer findable (a title, somebody who offers it),
 * tolerant of the rest: further attributes are let through, and an optional one may be missing.
 */
export const inventoryItem = z.looseObject({
  sku: z.string().min(1).max(200),
  version: z.int().positive(),
  /** Text: a search engine cannot rank a number as a title, and guessing one from it would hide the fault at the source. */
  title: z.string().trim().min(1).max(500),
  providerId: z.string().min(1),
  genre: z.string().optional(),
  director: z.string().optional(),
  rating: z.string().optional(),
  releaseDate: z.string().optional(),
  runningTimeMinutes: z.number().nonnegative().optional(),
  budget: z.number().nonnegative().optional(),
  gross: z.number().nonnegative().optional(),
  score: z.number().min(0).max(10).optional(),
  votes: z.number().nonnegative().optional(),
  description: z.string().optional(),
  updatedAt: z.int().positive().optional(),
});

export type InventoryItem = z.infer<typeof inventoryItem>;
