/**
 * How one upstream call is made: plain data, so that it can be written into a compiled plan as it is. Argument names are
 * GraphQL's; what they become upstream stands beside them.
 */
export interface CallDescriptor {
  readonly source: string;
  readonly id: string;
  readonly method: string;
  /** The path, with arguments standing for its parameters. */
  readonly path: readonly (string | { readonly arg: string })[];
  readonly query?: readonly QueryParameter[];
  readonly headers?: readonly { readonly name: string; readonly arg: string }[];
  /** The argument that is the JSON body. */
  readonly body?: string;
  /** The property of the answer that holds the value. */
  readonly unwrap?: string;
  /** May be sent again after a failure without doing harm. */
  readonly safe: boolean;
  /** The operation answers nothing; the field is `true` when it succeeded. */
  readonly empty?: boolean;
  /** The argument that carries an idempotency key; where the caller gives none, the gateway makes one, so that its own retry is harmless. */
  readonly idempotency?: string;
  /** Property names of nested inputs that differ from their GraphQL names, by path `Type.field`. */
}

export interface QueryParameter {
  readonly name: string;
  readonly arg: string;
  /** OpenAPI styles: `multi` repeats the parameter, `comma`, `space` and `pipe` join, `deep` is `name[key]=`, `json` is JSON text. */
  readonly style: 'multi' | 'comma' | 'space' | 'pipe' | 'deep' | 'json' | 'object';
}

/** How rows of a type are fetched by key. */
export interface LoaderDescriptor {
  readonly id: string;
  readonly call: CallDescriptor;
  /** The argument of the call that takes the keys, as `name` or, in a body, `input.name`. */
  readonly keys: string;
  readonly format?: string;
  /** The property of the answer that holds the rows. */
  readonly rows?: string;
  /** The property of a row that holds its key; `a.b` descends, through lists too. */
  readonly on: string;
  /** Rows are grouped under their key (one to many); otherwise there is one row per key. */
  readonly group: boolean;
  readonly max: number;
  readonly maxUrl: number;
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** One call per key, so many at once, for types without a batch operation. */
  readonly concurrency?: number;
}

/** How an abstract type tells its concrete one. */
export interface Discriminator {
  readonly property: string;
  readonly types: Readonly<Record<string, string>>;
}
