import { INTRINSICS } from './intrinsics.ts';
import { invalid, unsupported } from './invalid.ts';
import type { Template } from './template.ts';
import { isRecord } from './values.ts';

/** What `Ref` of `AWS::NoValue` gives: it takes the property, or the list's item, that holds it away. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** What the intrinsic functions can see. */
export interface Scope {
  readonly stackName: string;
  readonly stackId: string;
  readonly account: string;
  readonly region: string;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly template: Template;
  /** The value of a condition of the template. */
  condition(name: string): boolean;
  /** What exists under a logical id: its `Ref` and its attributes. */
  resource(logicalId: string): { readonly physicalId: string; readonly attributes: Readonly<Record<string, unknown>> };
  /** The value that another stack exports. */
  importValue(name: string): unknown;
  /** The value of another stack's output. */
  stackOutput(stackName: string, output: string): unknown;
}

/** The value with all its intrinsic functions replaced by what they stand for. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return INTRINSICS[intrinsic.name]?.(intrinsic.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, evaluate(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** The intrinsic function that an object with exactly one entry stands for; an unknown `Fn::` is refused. */
export function intrinsicOf(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined) return undefined;
  if (name !== 'Ref' && !name.startsWith('Fn::')) return undefined;
  if (!Object.hasOwn(INTRINSICS, name)) throw unsupported(`the intrinsic function ${name}`);
  return { name, argument };
}

/** A condition, or what stands where a condition may stand. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  if (isRecord(value) && typeof value.Condition === 'string' && Object.keys(value).length === 1)
    return scope.condition(value.Condition);
  const result = evaluate(value, scope);
  if (result === true || result === 'true') return true;
  if (result === false || result === 'false') return false;
  throw invalid(`Template format error: a condition must be true or false, not ${JSON.stringify(result)}`);
}
