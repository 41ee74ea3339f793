interface Call {
  readonly TableName?: string;
  readonly Key?: { readonly providerId?: { readonly S?: string } };
  readonly Item?: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
}

/** Looks at every write of a listener's view, not at its state in quiet moments alone: its version must never go back. */
export class Views {
  readonly #highest = new Map<string, number>();
  readonly #turns = new Map<string, number>();
  /** What went back, in words. */
  readonly wentBack: string[] = [];

  /** How often a callback looked what the view holds of a provider: once for each turn. */
  turns(id: string): number {
    return this.#turns.get(id) ?? 0;
  }

  /** A call of a handler that was carried out and committed. */
  saw(action: string, { TableName = '', Item, Key }: Call): void {
    const asked = Key?.providerId?.S;
    if (action === 'GetItem' && asked) this.#turns.set(asked, this.turns(asked) + 1);
    if (action !== 'PutItem') return;
    const id = Item?.providerId?.S ?? Item?.userId?.S;
    if (!TableName.endsWith('-view') || id === undefined) return;
    const version = Number(Item?.version?.N);
    const highest = this.#highest.get(id) ?? 0;
    if (version < highest) this.wentBack.push(`${id}: the view went back from v${highest} to v${version}`);
    this.#highest.set(id, Math.max(highest, version));
  }
}
