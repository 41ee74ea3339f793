import type { Condition } from '../expressions/condition.ts';
import type { Path } from '../expressions/parser.ts';
import type { UpdateStep } from '../expressions/update.ts';
import type { Item } from '../values/attribute-value.ts';

interface From {
  readonly table: string;
  readonly index?: string | undefined;
}

export interface Select extends From {
  readonly kind: 'select';
  /** The paths that are asked for; undefined for `*`. */
  readonly paths: readonly Path[] | undefined;
  readonly where: Condition | undefined;
  readonly order: { readonly name: string; readonly descending: boolean } | undefined;
  /** True in `EXISTS (SELECT …)`: only a condition of a transaction. */
  readonly exists?: boolean;
}

export interface Insert extends From {
  readonly kind: 'insert';
  readonly item: Item;
}

/** What a write answers: the whole item or what was modified, as it was before or after. */
export interface Returning {
  readonly what: 'ALL' | 'MODIFIED';
  readonly when: 'OLD' | 'NEW';
}

export interface Update extends From {
  readonly kind: 'update';
  readonly steps: readonly UpdateStep[];
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface Delete extends From {
  readonly kind: 'delete';
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export type Statement = Select | Insert | Update | Delete;
