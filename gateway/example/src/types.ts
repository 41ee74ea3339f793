export interface Item {
  readonly __typename: 'Item';
  readonly id: string;
  readonly title: string;
  readonly genre: string | null;
  readonly score: number | null;
  readonly runningTimeMinutes: number | null;
  readonly director?: string | null;
  readonly provider: { readonly id: string; readonly name: string; readonly city: string | null } | null;
}

export interface Entry {
  readonly itemId: string;
  readonly addedAt: string;
  readonly note: string | null;
  readonly item: Item | null;
  readonly article: { readonly slug: string; readonly title: string; readonly excerpt: string | null } | null;
}

export interface Shortlist {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly entries: readonly Entry[];
}

export interface Article {
  readonly slug: string;
  readonly title: string;
  readonly excerpt: string | null;
}
