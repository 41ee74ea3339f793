import { invalidAt } from './errors.ts';
import type { JsonNode } from './json.ts';

/** A pattern under compilation: its text is quoted in errors, and Pipes knows fewer operators. */
export interface PatternSource {
  readonly text: string;
  readonly dialect: Dialect;
}

export type Dialect = 'eventbridge' | 'pipes';

/** Refuses a pattern, with the place of the node. */
export const failure =
  (source: PatternSource) =>
  (reason: string, node: JsonNode): never => {
    throw invalidAt(reason, source.text, node.at);
  };

/** The text of a string node. */
export function text(value: JsonNode, source: PatternSource, otherwise: string): string {
  return value.kind === 'string' ? value.value : failure(source)(otherwise, value);
}
