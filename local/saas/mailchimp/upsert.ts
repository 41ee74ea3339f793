import { isJson, type Json } from '../http.ts';
import type { MailchimpList } from '../options.ts';
import { compliance, forgotten, invalid, memberExists, notFound } from './errors.ts';
import { hashOf, type Member, type Members, type Tag } from './members.ts';

const STATUSES = ['subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional'];

export interface Upsert {
  readonly members: Members;
  readonly list: MailchimpList;
  readonly skipMergeValidation: boolean;
}

function emailOf(body: Json): string | undefined {
  const email = body.email_address;
  if (email === undefined) return undefined;
  if (typeof email !== 'string' || email === '') throw invalid('email_address', 'This value should not be blank.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw invalid('email_address', 'Please provide a valid email address.');
  return email;
}

function statusOf(body: Json, field: 'status' | 'status_if_new'): string | undefined {
  const status = body[field];
  if (status === undefined || status === null) return undefined;
  if (typeof status !== 'string' || !STATUSES.includes(status))
    throw invalid(field, 'Value must be one of: subscribed, unsubscribed, cleaned, pending, transactional.');
  return status;
}

/** The merge fields, upper-case tags; those that the list requires must be there. */
function mergeFields(upsert: Upsert, held: Json, body: Json): Json {
  if (body.merge_fields !== undefined && !isJson(body.merge_fields))
    throw invalid('merge_fields', 'Schema describes object, but the value is of another type.');
  const merged = { ...held, ...(isJson(body.merge_fields) ? body.merge_fields : {}) };
  const missing = (upsert.list.requiredMergeFields ?? []).find(
    (tag) => merged[tag] === undefined || merged[tag] === '',
  );
  if (missing && !upsert.skipMergeValidation) throw invalid(`merge_fields.${missing}`, 'Please enter a value');
  return merged;
}

/** Tags of a member that is new. */
function newTags(body: Json): Tag[] {
  if (!Array.isArray(body.tags)) return [];
  return body.tags.map((tag, index) => ({ id: index + 1, name: String(isJson(tag) ? tag.name : tag) }));
}

function created(upsert: Upsert, email: string, status: string, body: Json): Member {
  const { members, list } = upsert;
  if (members.isForgotten(list.id, hashOf(email))) throw forgotten(email);
  // who left or bounced cannot be subscribed by the API
  if (status === 'subscribed' && members.hasLeft(list.id, hashOf(email))) throw compliance(email);
  const member = {
    ...members.fresh(list.id, email, status),
    merge_fields: mergeFields(upsert, {}, body),
    language: String(body.language ?? ''),
    tags: newTags(body),
  };
  members.put(member);
  return member;
}

function changed(upsert: Upsert, held: Member, body: Json): Member {
  const { members, list } = upsert;
  const email = emailOf(body) ?? held.email_address;
  const status = statusOf(body, 'status') ?? held.status;
  if (status === 'subscribed' && members.hasLeft(list.id, held.id)) throw compliance(email);
  const id = hashOf(email);
  if (id !== held.id && members.get(list.id, id)) throw memberExists(email);
  const merge_fields =
    body.merge_fields === undefined ? held.merge_fields : mergeFields(upsert, held.merge_fields, body);
  const member: Member = {
    ...held,
    id,
    email_address: email,
    status,
    merge_fields,
    ...(typeof body.language === 'string' && { language: body.language }),
    ...(typeof body.vip === 'boolean' && { vip: body.vip }),
    last_changed: members.now,
  };
  if (id !== held.id) members.remove(list.id, held.id); // the id goes with the address
  members.put(member);
  return member;
}

/** `PUT …/members/{hash}`: `status_if_new` is for who is not there (an archived one counts as new). */
export function putMember(upsert: Upsert, hash: string, body: Json): Member {
  const held = upsert.members.get(upsert.list.id, hash);
  if (held && held.status !== 'archived') return changed(upsert, held, body);
  const email = emailOf(body) ?? held?.email_address;
  if (email === undefined) throw invalid('email_address', 'This value should not be blank.');
  const status = statusOf(body, 'status_if_new') ?? statusOf(body, 'status');
  if (status === undefined) throw invalid('status_if_new', 'This value should not be null.');
  return created(upsert, email, status, body);
}

/** `POST …/members`. */
export function postMember(upsert: Upsert, body: Json): Member {
  const email = emailOf(body);
  if (email === undefined) throw invalid('email_address', 'This value should not be blank.');
  const status = statusOf(body, 'status');
  if (status === undefined) throw invalid('status', 'This value should not be null.');
  const held = upsert.members.get(upsert.list.id, hashOf(email));
  if (held && held.status !== 'archived') throw memberExists(email);
  return created(upsert, email, status, body);
}

/** `PATCH …/members/{hash}`. */
export function patchMember(upsert: Upsert, hash: string, body: Json): Member {
  const held = upsert.members.get(upsert.list.id, hash);
  if (!held) throw notFound();
  return changed(upsert, held, body);
}

/** `POST …/members/{hash}/tags`: a tag is given or taken away. */
export function changeTags(members: Members, member: Member, body: Json): void {
  if (!Array.isArray(body.tags)) throw invalid('tags', 'This value should not be null.');
  const tags = new Map(member.tags.map((tag) => [tag.name, tag]));
  for (const tag of body.tags.filter(isJson)) {
    const name = String(tag.name);
    if (tag.status === 'inactive') tags.delete(name);
    else if (!tags.has(name)) tags.set(name, { id: tags.size + 1, name });
  }
  members.put({ ...member, tags: [...tags.values()], last_changed: members.now });
}
