import { type Call, empty, isJson, type Json, json, type Route, type SaasResponse } from '../http.ts';
import type { MailchimpList, MailchimpOptions } from '../options.ts';
import { invalid, MailchimpError, notFound } from './errors.ts';
import { hashOf, type Member, type Members } from './members.ts';
import { changeTags, patchMember, postMember, putMember, type Upsert } from './upsert.ts';

/** POST /lists/{id} takes at most this many members. */
const MOST_IN_BATCH = 500;

interface Found {
  readonly call: Call;
  readonly body: Json;
  readonly list: MailchimpList;
  /** The hash of the path; an e-mail address is accepted in its place. */
  readonly hash: string;
  readonly upsert: Upsert;
}

/** The Marketing API, as far as the stand-in has it. */
export function routes(members: Members, options: MailchimpOptions, instance: () => string): Route[] {
  const route = (method: string, path: string, operation: string, run: (found: Found) => SaasResponse): Route => ({
    method,
    path: `/3.0${path}`,
    operation,
    run: (call, parameters) => {
      try {
        return run(find(call, parameters));
      } catch (error) {
        if (error instanceof MailchimpError) return error.response(instance());
        throw error;
      }
    },
  });
  const find = (call: Call, { list: id, hash = '' }: Readonly<Record<string, string>>): Found => {
    const list = options.lists.find((each) => each.id === id);
    if (id !== undefined && !list) throw notFound();
    if (!call.json)
      throw new MailchimpError(400, 'JSON Parse Error', 'We encountered an unspecified JSON parsing error.');
    const skipMergeValidation = call.query.get('skip_merge_validation') === 'true';
    const known = list ?? { id: '', name: '' };
    return {
      call,
      body: call.json,
      list: known,
      hash: hash.includes('@') ? hashOf(hash) : hash,
      upsert: { members, list: known, skipMergeValidation },
    };
  };
  const member = ({ list, hash }: Found): Member => {
    const held = members.get(list.id, hash);
    if (!held) throw notFound();
    return held;
  };
  return [
    route('GET', '/ping', 'ping', () => json(200, { health_status: "Everything's Chimpy!" })),
    route('GET', '/lists', 'getAllLists', () =>
      json(200, { lists: options.lists.map(({ id, name }) => ({ id, name })), total_items: options.lists.length }),
    ),
    route('GET', '/lists/:list', 'getList', ({ list }) => json(200, listOf(members, list))),
    route('POST', '/lists/:list', 'batchListMembers', ({ body, upsert }) => json(200, batch(upsert, body))),
    route('GET', '/lists/:list/members', 'getListMembersInfo', ({ call, list }) =>
      json(200, pageOf(members, list, call)),
    ),
    route('POST', '/lists/:list/members', 'addListMember', ({ body, upsert }) => json(200, postMember(upsert, body))),
    route('PUT', '/lists/:list/members/:hash', 'setListMember', ({ hash, body, upsert }) =>
      json(200, putMember(upsert, hash, body)),
    ),
    route('PATCH', '/lists/:list/members/:hash', 'updateListMember', ({ hash, body, upsert }) =>
      json(200, patchMember(upsert, hash, body)),
    ),
    route('GET', '/lists/:list/members/:hash', 'getListMember', (found) => json(200, member(found))),
    route('DELETE', '/lists/:list/members/:hash', 'deleteListMember', (found) => {
      const held = member(found);
      if (held.status === 'archived')
        throw new MailchimpError(
          405,
          'Method Not Allowed',
          'This list member cannot be removed. Please contact support.',
        );
      members.put({ ...held, status: 'archived', last_changed: members.now });
      return empty();
    }),
    route('POST', '/lists/:list/members/:hash/actions/delete-permanent', 'deleteListMemberPermanent', (found) => {
      members.forget(found.list.id, member(found).id);
      return empty();
    }),
    route('POST', '/lists/:list/members/:hash/tags', 'updateListMemberTags', (found) => {
      changeTags(members, member(found), found.body);
      return empty();
    }),
    route('GET', '/lists/:list/members/:hash/tags', 'getListMemberTags', (found) => {
      const { tags } = member(found);
      return json(200, { tags, total_items: tags.length });
    }),
  ];
}

const listOf = (members: Members, { id, name }: MailchimpList): Json => ({
  id,
  name,
  stats: { member_count: members.page(id, 'subscribed', 0, 0).total },
});

function pageOf(members: Members, { id }: MailchimpList, { query }: Call): Json {
  const count = Math.min(Number(query.get('count') ?? 10), 1_000);
  const offset = Number(query.get('offset') ?? 0);
  const page = members.page(id, query.get('status') ?? undefined, count, offset);
  return { members: page.members, list_id: id, total_items: page.total };
}

/** Many at once: one that is refused does not keep the others out. */
function batch(upsert: Upsert, body: Json): Json {
  if (!Array.isArray(body.members)) throw invalid('members', 'This value should not be null.');
  if (body.members.length > MOST_IN_BATCH) throw invalid('members', `Schema allows at most ${MOST_IN_BATCH} items.`);
  const done = { new_members: [] as Member[], updated_members: [] as Member[], errors: [] as Json[] };
  for (const given of body.members.filter(isJson)) {
    try {
      const held = upsert.members.get(upsert.list.id, hashOf(String(given.email_address ?? '')));
      const isNew = !held || held.status === 'archived';
      if (isNew) done.new_members.push(postMember(upsert, given));
      else if (body.update_existing === true) done.updated_members.push(patchMember(upsert, held.id, given));
      else done.errors.push(refused(given, 'already a list member', 'ERROR_CONTACT_EXISTS'));
    } catch (error) {
      if (!(error instanceof MailchimpError)) throw error;
      done.errors.push(refused(given, error.errors[0]?.message ?? error.message, 'ERROR_GENERIC'));
    }
  }
  return {
    ...done,
    total_created: done.new_members.length,
    total_updated: done.updated_members.length,
    error_count: done.errors.length,
  };
}

const refused = (given: Json, error: string, error_code: string): Json => ({
  email_address: given.email_address,
  error,
  error_code,
  field: '',
  field_message: '',
});
