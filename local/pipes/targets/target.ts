import type { Cloud } from '../../cloud.ts';
import type { Pipe } from '../model.ts';

/** One record as it goes to the target: the event it was made from (for dynamic parameters) and its final text. */
export interface Payload {
  readonly event: unknown;
  readonly text: string;
  /** Made by an input template, so that it need not be JSON. */
  readonly templated?: boolean;
}

export interface Delivery {
  readonly cloud: Cloud;
  readonly pipe: Pipe;
  readonly payloads: readonly Payload[];
}

/**
 * What a target answers: nothing (all done), the answer of a synchronous call (which may name failed records), or the indexes
 * of the payloads that a batch API refused. A refusal of all is thrown.
 */
export type TargetAnswer = { readonly response?: unknown; readonly refused?: readonly number[] };

export type Target = (delivery: Delivery) => Promise<TargetAnswer>;

/** The texts as one JSON array, also for a single record; a text that is not JSON becomes a JSON string. */
export function asArray(payloads: readonly Payload[]): string {
  return `[${payloads.map(jsonText).join(',')}]`;
}

function jsonText({ text, templated }: Payload): string {
  if (!templated) return text;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text); // a template of plain text
  }
}

/** Runs `send` for each ten payloads, and gathers the indexes that it says were refused. */
export async function inTens(
  payloads: readonly Payload[],
  send: (chunk: readonly Payload[], first: number) => Promise<readonly number[]>,
): Promise<TargetAnswer> {
  const refused: number[] = [];
  for (let first = 0; first < payloads.length; first += 10)
    refused.push(...(await send(payloads.slice(first, first + 10), first)));
  return { refused };
}
