import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';

/** A film as the npm package `vega-datasets` has it: 3,201 records, odd ones included (titles that are numbers, no distributor). */
export type Film = JsonObject;

/** Reads the sample catalogue; the package's `exports` hide its data files, so it is read by its path. */
export function films(): readonly Film[] {
  const file = join(import.meta.dirname, '../../node_modules/vega-datasets/data/movies.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Film[];
}

/**
 * The films as inventory, before a repository versions them. Nothing is repaired: what is odd in the data stays odd, and the
 * contract says what is refused. A film has no id of its own, and titles repeat: its place in the file makes it one.
 */
export function inventoryOf(film: Film, position: number): JsonObject & { readonly sku: string } {
  const distributor = film.Distributor;
  const item = {
    sku: `film-${String(position + 1).padStart(4, '0')}`,
    title: film.Title,
    providerId: typeof distributor === 'string' ? providerIdOf(distributor) : null,
    genre: film['Major Genre'],
    director: film.Director,
    rating: film['MPAA Rating'],
    releaseDate: film['Release Date'],
    runningTimeMinutes: film['Running Time min'],
    budget: film['Production Budget'],
    gross: film['Worldwide Gross'],
    score: film['IMDB Rating'],
    votes: film['IMDB Votes'],
  };
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== null && value !== undefined),
  ) as JsonObject & { readonly sku: string };
}

/** The distributors as providers, each once. */
export function providersOf(catalogue: readonly Film[]): { readonly providerId: string; readonly name: string }[] {
  const names = new Map<string, string>();
  for (const { Distributor: name } of catalogue) {
    if (typeof name === 'string' && !names.has(providerIdOf(name))) names.set(providerIdOf(name), name);
  }
  return [...names].map(([providerId, name]) => ({ providerId, name }));
}

/** `Sony/Columbia` → `sony-columbia`. */
export function providerIdOf(distributor: string): string {
  return distributor
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
