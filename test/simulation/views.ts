interface Put {
  readonly TableName?: string;
  readonly Item?: Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
}

/** Looks at every write of a listener's view, not at its state in quiet moments alone: its version must never go back. */
export class Views {
  readonly #highest = new Map<string, number>();
  /** What went back, in words. */
  readonly wentBack: string[] = [];

  /** A put that was carried out and committed. */
  saw({ TableName = '', Item }: Put): void {
    const id = Item?.providerId?.S ?? Item?.userId?.S;
    if (!TableName.endsWith('-view') || id === undefined) return;
    const version = Number(Item?.version?.N);
    const highest = this.#highest.get(id) ?? 0;
    if (version < highest) this.wentBack.push(`${id}: the view went back from v${highest} to v${version}`);
    this.#highest.set(id, Math.max(highest, version));
  }
}
