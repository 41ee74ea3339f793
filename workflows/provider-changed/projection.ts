import type { ProviderProfile } from '../../functions/clients/providers.ts';

/** A row of the provider view; `version` and the key are the view's own. */
export interface ProviderRow {
  readonly name: string;
  readonly city?: string;
  readonly website?: string;
}

export function toProviderRow({ name, city, website }: ProviderProfile): ProviderRow {
  return { name, ...(city && { city }), ...(website && { website }) };
}
