import type { Algoliasearch, IndexSettings } from 'algoliasearch';
import { algoliaFault, isRefusal } from './algolia-faults.ts';

/** Without it, a search with the filter `_deleted:false` finds nothing at all. */
const GUARD_FACET = 'filterOnly(_deleted)';

/**
 * Gives an index its settings before its first record: one that does not exist yet, or that does not know the guard's attribute.
 * An index that serves searches already keeps what it has: changed settings come with a re-index, for they change what is found.
 */
export async function ensureSettings(client: Algoliasearch, indexName: string, settings: IndexSettings): Promise<void> {
  try {
    if (await isReady(client, indexName)) return;
    const { taskID } = await client.setSettings({ indexName, indexSettings: guarded(settings) });
    await client.waitForTask({ indexName, taskID });
  } catch (error) {
    throw algoliaFault(error);
  }
}

/** The settings, with the guard's attribute among those that can be filtered by. */
export function guarded(settings: IndexSettings): IndexSettings {
  const declared = settings.attributesForFaceting ?? [];
  return declared.some(isGuard) ? settings : { ...settings, attributesForFaceting: [GUARD_FACET, ...declared] };
}

async function isReady(client: Algoliasearch, indexName: string): Promise<boolean> {
  try {
    const { attributesForFaceting } = await client.getSettings({ indexName });
    return (attributesForFaceting ?? []).some(isGuard);
  } catch (error) {
    if (isRefusal(error, 404)) return false;
    throw error;
  }
}

const isGuard = (attribute: string) => /^(\w+\()?_deleted\)?$/.test(attribute);
