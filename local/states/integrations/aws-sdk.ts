import { RuntimeFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject, setKey } from '../json.ts';
import { sdkFailure } from './errors.ts';
import type { Integration } from './integration.ts';
import { actionName, memberName } from './names.ts';
import { s3 } from './s3.ts';
import { SDK_SERVICES } from './sdk-services.ts';

/** Services whose API names its members in lower case, while the integration shows them capitalised. */
const LOWER_CASE = new Set(['states', 'logs']);

/** Members whose values are free text or maps with keys of their own, which are not renamed. */
const OPAQUE = new Set(['context', 'variables']);

/** `aws-sdk:<service>:<action>` for every service that is here. */
export const awsSdk: Integration = async (call, given) => {
  const { visit, resource } = call;
  if (resource.service === 's3') return s3(call, given);
  const known = SDK_SERVICES[resource.service];
  if (!known)
    throw new RuntimeFailure(`The integration aws-sdk:${resource.service} is not supported by the local runtime`);
  const lower = LOWER_CASE.has(known.service);
  try {
    const input = lower
      ? (renamed(given, memberName) as JsonObject)
      : resource.service === 'dynamodb'
        ? given
        : withTexts(given);
    const answer =
      (await visit.branch.execution.call<JsonObject>(known.service, actionName(resource.action), input)) ?? {};
    return lower ? withTimes(renamed(answer, actionName)) : answer;
  } catch (error) {
    throw sdkFailure(visit, known.prefix, error);
  }
};

/** Members of the API that are JSON text; the integration takes them as JSON too. */
const TEXTS = new Set(['Input', 'Output', 'Definition']);

function renamed(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const text = TEXTS.has(key) && typeof item !== 'string';
    setKey(result, rename(key), OPAQUE.has(key) ? item : text ? JSON.stringify(item) : renamed(item, rename));
  }
  return result;
}

/** Members of the other services that are text in the API; JSON that stands there is sent as its text. */
const DOCUMENTS = new Set(['Detail', 'EventPattern', 'Message', 'MessageBody', 'Payload', 'SecretString']);

function withTexts(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const nested = Array.isArray(item) ? item.map((one) => (isObject(one) ? withTexts(one) : one)) : item;
    setKey(result, key, DOCUMENTS.has(key) && typeof item === 'object' ? JSON.stringify(item) : nested);
  }
  return result;
}

/** The Java SDK shows times as ISO text. */
function withTimes(value: Json, key = ''): Json {
  if (typeof value === 'number' && /(?:Date|Timestamp)$/.test(key)) return new Date(value * 1_000).toISOString();
  if (Array.isArray(value)) return value.map((item) => withTimes(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTimes(item, name)]));
}
