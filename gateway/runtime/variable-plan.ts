/** An input type in a plan: `{n: 'ID'}` named, `{l: T}` list; `r` is the printed type where it is non-null. */
export type InputType = { readonly n: string; readonly r?: string } | { readonly l: InputType; readonly r?: string };

export interface InputField {
  readonly name: string;
  /** Name in the upstream's JSON. */
  readonly property: string;
  readonly type: InputType;
  readonly default?: unknown;
}

export type NamedInput =
  | { readonly fields: readonly InputField[] }
  | { readonly values: Readonly<Record<string, string>> };

export interface VariableDefinition {
  readonly name: string;
  readonly type: InputType;
  /** Already coerced. */
  readonly default?: unknown;
}

export interface VariablePlan {
  readonly variables: readonly VariableDefinition[];
  readonly types: Readonly<Record<string, NamedInput>>;
  /** Nullable variables that decide an `@skip` or `@include`: null would be an error there. */
  readonly conditions: readonly string[];
}
