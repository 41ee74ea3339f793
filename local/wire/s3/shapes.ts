import { escapeXml } from '../query/xml.ts';
import type { Element } from './xml-read.ts';

/** Elements that stand for one item of a list, and the list's name in JSON. */
const ITEMS: Readonly<Record<string, string>> = {
  Object: 'Objects',
  Part: 'Parts',
  Rule: 'Rules',
  CORSRule: 'CORSRules',
  AllowedHeader: 'AllowedHeaders',
  AllowedMethod: 'AllowedMethods',
  AllowedOrigin: 'AllowedOrigins',
  ExposeHeader: 'ExposeHeaders',
  Transition: 'Transitions',
  NoncurrentVersionTransition: 'NoncurrentVersionTransitions',
  Tag: 'Tags',
  Error: 'Errors',
  Version: 'Versions',
  DeleteMarker: 'DeleteMarkers',
  Upload: 'Uploads',
  TopicConfiguration: 'TopicConfigurations',
  QueueConfiguration: 'QueueConfigurations',
  CloudFunctionConfiguration: 'LambdaFunctionConfigurations',
};
const LISTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ITEMS).map(([item, list]) => [list, item]),
);
/** Lists inside an element of their own. */
const WRAPPED: Readonly<Record<string, string>> = { TagSet: 'Tag', Buckets: 'Bucket', Grants: 'Grant' };
/** Elements that have another name than the member. */
const RENAMED: Readonly<Record<string, string>> = { Grants: 'AccessControlList' };
/** Times; S3 writes them to the second, with the milliseconds as zeros. */
const TIMES = new Set(['LastModified', 'CreationDate', 'Initiated']);

/** What an element says, as the API's JSON would have it; everything that is no structure is text. */
export function toValue(element: Element): unknown {
  const { name, children, text } = element;
  if (Object.hasOwn(WRAPPED, name)) return children.map(toValue);
  if (children.length === 0) return text.trim() === '' && STRUCTURES.has(name) ? {} : text;
  const structure: Record<string, unknown> = {};
  for (const child of children) {
    const list = Object.hasOwn(ITEMS, child.name) ? ITEMS[child.name] : undefined;
    if (list === undefined) structure[child.name] = toValue(child);
    else structure[list] = [...((structure[list] as unknown[] | undefined) ?? []), toValue(child)];
  }
  return structure;
}

/** Empty elements that are structures all the same. */
const STRUCTURES = new Set([
  'CreateBucketConfiguration',
  'EventBridgeConfiguration',
  'Filter',
  'NotificationConfiguration',
  'Tagging',
  'VersioningConfiguration',
]);

/** The members of a structure as elements. */
export const toXml = (structure: object): string =>
  Object.entries(structure)
    .map(([name, value]) => memberXml(name, value))
    .join('');

function memberXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (!Array.isArray(value)) return element(RENAMED[name] ?? name, contentXml(name, value));
  const wrapped = WRAPPED[name];
  const items = value.map((item) => element(wrapped ?? LISTS[name] ?? name, contentXml('', item))).join('');
  return wrapped ? element(RENAMED[name] ?? name, items) : items;
}

function contentXml(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) return toXml(value);
  if (typeof value === 'number' && TIMES.has(name)) return new Date(value * 1000).toISOString();
  return escapeXml(String(value));
}

const element = (name: string, content: string): string => {
  if (name !== 'Grantee') return `<${name}>${content}</${name}>`;
  return `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${content}</Grantee>`;
};
