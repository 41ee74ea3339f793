import type { QueryService, XmlShape } from './shapes.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

/** Escapes text; characters that XML 1.0 has no way to carry are replaced. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] as string).replace(FORBIDDEN, '\uFFFD');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** The fields of a structure as elements. */
export function structureXml(structure: object, spoken: QueryService): string {
  return Object.entries(structure)
    .map(([field, value]) => fieldXml(field, value, spoken))
    .join('');
}

function fieldXml(field: string, value: unknown, spoken: QueryService): string {
  if (value === undefined || value === null) return '';
  const shape = spoken.output[field];
  if (Array.isArray(value)) return listXml(field, value, shape, spoken);
  if (shape && typeof value === 'object') return mapXml(field, value, shape, spoken);
  return element(field, contentXml(field, value, spoken));
}

function listXml(field: string, list: unknown[], shape: XmlShape | undefined, spoken: QueryService): string {
  if (shape?.kind === 'flat')
    return list.map((each) => element(shape.element ?? field, contentXml(field, each, spoken))).join('');
  return element(field, list.map((each) => element('member', contentXml(field, each, spoken))).join(''));
}

function mapXml(field: string, map: object, shape: XmlShape, spoken: QueryService): string {
  const { key = 'key', value: valueName = 'value' } = shape;
  const entries = Object.entries(map).map(
    ([name, value]) => element(key, escapeXml(name)) + element(valueName, contentXml('', value, spoken)),
  );
  if (shape.kind === 'flat-map') return entries.map((entry) => element(shape.element ?? field, entry)).join('');
  return element(field, entries.map((entry) => element('entry', entry)).join(''));
}

function contentXml(field: string, value: unknown, spoken: QueryService): string {
  if (typeof value === 'object' && value !== null) return structureXml(value, spoken);
  if (typeof value === 'number' && spoken.times.has(field)) return new Date(value * 1000).toISOString();
  return escapeXml(String(value));
}
