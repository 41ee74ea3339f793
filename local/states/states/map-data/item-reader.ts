import type { ItemReader } from '../../definition/types.ts';
import { namedBy } from '../../execution/data.ts';
import type { MapItem } from '../../execution/map-item.ts';
import type { Visit } from '../../execution/visit.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { evaluateTemplate } from '../../jsonpath/template.ts';
import { readerFailed } from './failures.ts';
import { itemsIn, type ReaderConfig } from './formats.ts';
import { manifestItems } from './manifest.ts';
import { Source } from './source.ts';

const MOST_ITEMS = 100_000_000;

/** What a reader is told before the Map starts: where to read, how, and how much. */
export interface Reading {
  readonly list: boolean;
  readonly place: JsonObject;
  readonly config: ReaderConfig;
  readonly most: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export async function readingOf(visit: Visit, reader: ItemReader, input: Json): Promise<Reading> {
  const config = await configOf(visit, reader);
  const most = await mostItems(visit, reader, input, config.MaxItems);
  const given = visit.jsonata
    ? await visit.evaluate(reader.Arguments ?? {}, 'ItemReader/Arguments')
    : evaluateTemplate(reader.Parameters ?? {}, visit.roots(input), visit.clock);
  return {
    list: reader.Resource.endsWith(':s3:listObjectsV2'),
    place: isObject(given) ? given : {},
    config: config as ReaderConfig,
    most,
  };
}

async function configOf(visit: Visit, { ReaderConfig: config = {} }: ItemReader): Promise<JsonObject> {
  const found = visit.jsonata ? await visit.evaluate(config, 'ItemReader/ReaderConfig') : config;
  return isObject(found) ? found : {};
}

async function mostItems(
  visit: Visit,
  { ReaderConfig: config }: ItemReader,
  input: Json,
  literal: Json | undefined,
): Promise<number> {
  const path = config?.MaxItemsPath;
  const value = typeof path === 'string' ? namedBy(path, 'MaxItemsPath', input, visit) : (literal ?? 0);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw readerFailed(`The MaxItemsPath field refers to value '${shown}' which is not a valid integer: ${String(path)}`);
}

/** Reads the items, once the Map Run has started; each knows where it came from. */
export async function readItems(visit: Visit, reading: Reading): Promise<MapItem[]> {
  if (reading.most < 0) throw readerFailed('field MaxItems must be positive');
  const most = reading.most === 0 ? MOST_ITEMS : Math.min(reading.most, MOST_ITEMS);
  const source = new Source(visit);
  if (!reading.list) return numbered(await objectItems(source, reading, most), sourceOf(reading.place));
  const flatten = reading.config.Transformation === 'LOAD_AND_FLATTEN';
  const { Bucket } = reading.place;
  if (!flatten)
    return numbered(
      (await source.list(reading.place, most)).map((one) => ({ ...one })),
      sourceOf({ Bucket }),
    );
  const items: MapItem[] = [];
  for (const { Key, Size } of await source.list(reading.place, MOST_ITEMS)) {
    if (items.length === most) break;
    if (Size === 0) continue; // a folder, as consoles make them
    const place = { Bucket, Key } as JsonObject;
    const found = await objectItems(source, { ...reading, place }, most - items.length);
    items.push(...numbered(found, sourceOf(place), items.length));
  }
  return items;
}

/** The items of the text that TestState is given in place of an object. */
export const testItems = (reading: Reading, text: string): MapItem[] =>
  numbered(itemsIn(text, reading.config, reading.most > 0 ? reading.most : MOST_ITEMS), sourceOf(reading.place));

async function objectItems(source: Source, { place, config }: Reading, most: number): Promise<Json[]> {
  const text = await source.text(place);
  return config.ManifestType !== undefined || config.InputType === 'MANIFEST'
    ? manifestItems(source, text, config, most)
    : itemsIn(text, config, most);
}

const sourceOf = ({ Bucket, Key }: { readonly Bucket?: Json; readonly Key?: Json }): string =>
  `S3://${String(Bucket)}${Key === undefined ? '' : `/${String(Key)}`}`;

const numbered = (values: readonly Json[], Source: string, from = 0): MapItem[] =>
  values.map((Value, index) => ({ Index: from + index, Value, Source }));
