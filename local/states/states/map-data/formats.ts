import { isObject, type Json, type JsonObject } from '../../json.ts';
import { csvRecords, DELIMITERS } from './csv.ts';
import { readerFailed } from './failures.ts';

/** A Map's `ReaderConfig`, its expressions evaluated. */
export interface ReaderConfig {
  readonly InputType?: string;
  readonly Transformation?: string;
  readonly ManifestType?: string;
  readonly CSVHeaderLocation?: string;
  readonly CSVHeaders?: readonly string[];
  readonly CSVDelimiter?: string;
  readonly ItemsPointer?: string;
}

/** The items in a text. @param most stops reading there */
export function itemsIn(text: string, config: ReaderConfig, most: number): Json[] {
  if (config.InputType === 'CSV') return csvItems(text, config, most);
  if (config.InputType === 'JSONL') return lineItems(text, most);
  return jsonItems(text, config.ItemsPointer).slice(0, most);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
function jsonItems(text: string, pointer = ''): Json[] {
  const found = pointed(parsed(text), pointer);
  if (Array.isArray(found)) return found;
  throw readerFailed('Attempting to map over non-iterable node.');
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw readerFailed(`Invalid JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** A JSON Pointer. https://www.rfc-editor.org/rfc/rfc6901 */
function pointed(value: Json, pointer: string): Json | undefined {
  if (pointer === '') return value;
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((at, step) => {
      if (Array.isArray(at)) return at[Number(step)];
      return isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    }, value);
}

function lineItems(text: string, most: number): Json[] {
  const items: Json[] = [];
  for (const line of text.split('\n')) {
    if (items.length === most) break;
    if (line.trim() !== '') items.push(parsed(line));
  }
  return items;
}

function csvItems(text: string, config: ReaderConfig, most: number): Json[] {
  const records = csvRecords(text, DELIMITERS[config.CSVDelimiter ?? 'COMMA'] ?? ',');
  const headers = config.CSVHeaders ?? records.next().value ?? [];
  if (new Set(headers).size < headers.length) throw readerFailed('CSV headers cannot contain duplicates.');
  const items: Json[] = [];
  for (const record of records) {
    if (items.length === most) break;
    items.push(withHeaders(headers, record));
  }
  return items;
}

/** What a record has too few of is empty; what it has too many of is left away. */
function withHeaders(headers: readonly string[], record: readonly string[]): JsonObject {
  return Object.fromEntries(headers.map((header, index) => [header, record[index] ?? '']));
}
