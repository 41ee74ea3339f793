import type { Json } from '../json.ts';
import { INTRINSICS } from '../jsonpath/intrinsic.ts';
import { parseIntrinsic } from '../jsonpath/intrinsic-parse.ts';
import { type Path, parsePath } from '../jsonpath/parse.ts';
import type { Scope } from './scope.ts';

export function pathOf(text: unknown): Path | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parsePath(text);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** True if the text calls an intrinsic function that exists. */
export function isIntrinsic(text: string): boolean {
  try {
    return Object.hasOwn(INTRINSICS, parseIntrinsic(text).name);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

export function checkPath(text: Json | undefined, at: string, { findings }: Scope): void {
  if (typeof text === 'string' && text.startsWith('States.') && isIntrinsic(text)) return;
  if (!pathOf(text)) findings.schema('Value must be a valid JSONPath.', at);
}

/** A path to one node of the state's input, to which something can be written. */
export function checkReference(text: Json | undefined, at: string, { findings }: Scope): void {
  const path = pathOf(text);
  if (!path) findings.schema('Value must be a valid JSONPath.', at);
  else if (path.root.kind !== 'input' || !path.definite || path.segments.some((segment) => segment.kind === 'function'))
    findings.schema('Value is not a Reference Path', at);
}

/** The path of a choice rule. */
export function checkOperand(text: Json | undefined, at: string, scope: Scope): void {
  if (typeof text === 'string' && !text.startsWith('$'))
    scope.findings.schema("Value is not a Reference Path: Reference path didn't start with '$'", at);
  else checkPath(text, at, scope);
}
