import * as z from 'zod';
import { issues } from '../contract.ts';
import { OperationRefused } from './refused.ts';

const segment = { segment: z.int().min(0), segments: z.int().positive(), cursor: z.string().optional() };
const content = { content: z.boolean().default(false) };
/** The successor of an index that is being replaced, instead of the target itself. */
const index = { index: z.string().min(1).optional() };
const keys = z.array(z.string().min(1)).max(1_000);

const operation = z.discriminatedUnion('operation', [
  /** What can be done here. */
  z.object({ operation: z.literal('describe') }),
  /** Tells what would become of some events, as the machine would hand them over. */
  z.object({ operation: z.literal('preview'), events: z.array(z.unknown()).max(1_000) }),
  /** Applies one page of a segment of the source. */
  z.object({
    operation: z.literal('backfill'),
    ...segment,
    limit: z.int().min(1).max(10_000),
    dryRun: z.boolean().default(false),
    ...index,
  }),
  /** Tells the keys and versions of a page of the source. */
  z.object({ operation: z.literal('source'), ...segment, ...content }),
  /** Tells the keys and versions of a page of the target. */
  z.object({ operation: z.literal('target'), cursor: z.string().optional(), ...content, ...index }),
  /** Tells what both sides hold of some keys, now. */
  z.object({ operation: z.literal('inspect'), keys, ...content, ...index }),
  /** Reads some keys from the source again, and applies what is there. */
  z.object({ operation: z.literal('apply'), keys, ...index }),
  /** Applies the deletion of what the source does not know at all. */
  z.object({
    operation: z.literal('tombstone'),
    entries: z.array(z.object({ key: z.string().min(1), version: z.int().positive() })).max(1_000),
    ...index,
  }),
  /** Removes the tombstones that no event can be older than any more. */
  z.object({ operation: z.literal('purge') }),
  /** A step of replacing the target's index. */
  z.object({
    operation: z.literal('reindex'),
    step: z.enum(['status', 'begin', 'switch', 'sweep']),
    index: z.string().min(1).optional(),
  }),
]);

/** What an operator may ask a write function for, with its defaults filled in. */
export type Operation = z.infer<typeof operation>;

/** As it is sent. */
export type OperationRequest = z.input<typeof operation>;

export type OperationOf<K extends Operation['operation']> = Extract<Operation, { operation: K }>;

/** @throws OperationRefused */
export function readOperation(payload: unknown): Operation {
  const checked = operation.safeParse(payload);
  if (!checked.success) throw new OperationRefused(`not an operation: ${issues(checked.error)}`);
  return checked.data;
}
