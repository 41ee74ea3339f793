import { VersionConflict } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Page, PageOptions } from '../repositories/pages.ts';
import { type Stored, VersionedRepository, type VersionedTable } from '../repositories/versioned.ts';
import { jsonBody, optionalText, personal, requiredText } from './answers.ts';
import { notFound, RestError, type RestRequest, type RestResponse } from './http.ts';
import type { Identify } from './identity.ts';
import type { Routes } from './router.ts';

export interface ShortlistEntry extends JsonObject {
  readonly itemId: string;
  /** RFC 3339. */
  readonly addedAt: string;
}

export type Shortlist = JsonObject & {
  readonly shortlistId: string;
  readonly userId: string;
  readonly name: string;
  readonly entries: readonly ShortlistEntry[];
};

/** Shortlists by `shortlistId`, and by user. */
export class ShortlistRepository extends VersionedRepository<Shortlist, 'shortlistId'> {
  constructor(options: Omit<VersionedTable<'shortlistId'>, 'key'>) {
    super({ ...options, key: 'shortlistId' });
  }

  byUser(userId: string, options?: PageOptions): Promise<Page<Stored<Shortlist>>> {
    return this.page('byUser', 'userId', userId, options);
  }
}

export type Shortlists = Pick<ShortlistRepository, 'get' | 'put' | 'byUser'>;

const MOST_ENTRIES = 200;
const MOST_ATTEMPTS = 5;

export interface ShortlistOptions {
  readonly shortlists: Shortlists;
  readonly identify: Identify;
  readonly now?: () => Date;
}

/** The shortlists' REST API: `gateway/sources/shortlists/openapi.yaml`. A visitor sees their own lists only; others' are not there. */
export function shortlistRoutes({ shortlists, identify, now = () => new Date() }: ShortlistOptions): Routes {
  const own = async (request: RestRequest, id: string): Promise<Stored<Shortlist>> => {
    const { userId } = await identify(request);
    const list = await shortlists.get(id);
    if (!list || list.userId !== userId) throw notFound('such shortlist');
    return list;
  };
  return {
    'GET /shortlists': async (request) => {
      const { userId } = await identify(request);
      const page = await shortlists.byUser(userId, { limit: 100 });
      return personal(page.items.map(shown));
    },
    'GET /shortlists/{id}': async (request, { id = '' }) => personal(shown(await own(request, id))),
    'PUT /shortlists/{id}': async (request, { id = '' }) => {
      const { userId } = await identify(request);
      const name = requiredText(jsonBody(request), 'name', 100);
      const list = await shortlists.get(id);
      if (list && list.userId !== userId) throw notFound('such shortlist');
      if (list?.name === name) return personal(shown(list));
      return personal(
        shown(
          await shortlists.put(
            { shortlistId: id, userId, entries: [], ...list, name },
            { expected: list?.version ?? 0 },
          ),
        ),
      );
    },
    'PUT /shortlists/{id}/entries/{itemId}': (request, { id = '', itemId = '' }) =>
      again(async () => {
        const list = await own(request, id);
        if (list.entries.some((e) => e.itemId === itemId)) return personal(shown(list));
        if (list.entries.length >= MOST_ENTRIES)
          throw new RestError(422, `A shortlist holds ${MOST_ENTRIES} items at most.`);
        const entry = { ...details(request), itemId, addedAt: now().toISOString() };
        return personal(
          shown(await shortlists.put({ ...list, entries: [...list.entries, entry] }, { expected: list.version })),
        );
      }),
    'DELETE /shortlists/{id}/entries/{itemId}': (request, { id = '', itemId = '' }) =>
      again(async () => {
        const list = await own(request, id);
        const entries = list.entries.filter((e) => e.itemId !== itemId);
        if (entries.length === list.entries.length) return personal(shown(list));
        return personal(shown(await shortlists.put({ ...list, entries }, { expected: list.version })));
      }),
  };
}

/** Adding and removing do not mind what else changed: a lost race is run again on what is there now. */
async function again(change: () => Promise<RestResponse>): Promise<RestResponse> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

function details(request: RestRequest) {
  const body = jsonBody(request);
  const note = optionalText(body, 'note', 500);
  const articleSlug = optionalText(body, 'articleSlug', 200);
  return { ...(note === undefined ? {} : { note }), ...(articleSlug === undefined ? {} : { articleSlug }) };
}

const shown = (list: Stored<Shortlist>) => ({
  id: list.shortlistId,
  name: list.name,
  version: list.version,
  entries: list.entries.map((e) => ({
    itemId: e.itemId,
    addedAt: e.addedAt,
    note: e.note ?? null,
    articleSlug: e.articleSlug ?? null,
  })),
});
