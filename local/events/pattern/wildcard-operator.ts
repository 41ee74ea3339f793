import { invalidPattern } from './errors.ts';
import type { JsonNode } from './json.ts';
import { type Test, textual } from './matchers.ts';
import { failure, type PatternSource, text } from './source.ts';
import { compileWildcard, parseWildcard, TOO_COMPLEX } from './wildcard.ts';

/** `{"wildcard": "a*b"}` */
export function wildcard(value: JsonNode, source: PatternSource): Test {
  const pattern = text(value, source, 'wildcard match pattern must be a string');
  const segments = parseWildcard(pattern);
  if (typeof segments !== 'string') return textual(compileWildcard(segments));
  if (segments === TOO_COMPLEX) throw invalidPattern(segments);
  return failure(source)(segments, value);
}
