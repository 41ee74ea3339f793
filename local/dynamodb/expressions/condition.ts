import type { AttributeValue } from '../values/attribute-value.ts';
import type { Path } from './parser.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly Operand[];
}

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'undefined' }
  | FunctionCall;

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly args: readonly [Operand, Operand] }
  | { readonly kind: 'between'; readonly args: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly args: readonly Operand[] }
  | FunctionCall;

export interface ParsedCondition {
  readonly condition: Condition;
  readonly nested: ReadonlySet<string>;
  readonly heads: ReadonlySet<string>;
}
