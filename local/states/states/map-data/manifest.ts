import { isObject, type Json, type JsonObject } from '../../json.ts';
import { csvRecords } from './csv.ts';
import { readerFailed } from './failures.ts';
import { itemsIn, type ReaderConfig } from './formats.ts';
import type { Source } from './source.ts';

/** The files that a manifest names. */
interface Manifest {
  readonly files: readonly { readonly Bucket: string; readonly Key: string }[];
  readonly config: ReaderConfig;
}

/**
 * The items of all files that a manifest names: that of an S3 inventory, or of an export by Athena.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 * https://docs.aws.amazon.com/athena/latest/ug/unload.html
 */
export async function manifestItems(source: Source, text: string, config: ReaderConfig, most: number): Promise<Json[]> {
  const manifest = config.ManifestType === 'ATHENA_DATA' ? athena(text, config) : inventory(text);
  const items: Json[] = [];
  for (const file of manifest.files) {
    if (items.length === most) break;
    items.push(...itemsIn(await source.text({ ...file }), manifest.config, most - items.length));
  }
  return items;
}

/** An inventory's files are CSV without a header: the manifest has their columns. */
function inventory(text: string): Manifest {
  const { destinationBucket, fileFormat, fileSchema, files } = jsonObject(text);
  if (fileFormat !== 'CSV') throw readerFailed(`The inventory's format ${JSON.stringify(fileFormat)} is not supported`);
  const Bucket = String(destinationBucket).replace(/^arn:aws:s3:::/, '');
  const keys = (Array.isArray(files) ? files : []).flatMap((file) => (isObject(file) ? [String(file.key)] : []));
  return {
    files: keys.map((Key) => ({ Bucket, Key })),
    config: { InputType: 'CSV', CSVHeaders: String(fileSchema).split(/\s*,\s*/) },
  };
}

function jsonObject(text: string): JsonObject {
  try {
    const found = JSON.parse(text) as Json;
    if (isObject(found)) return found;
  } catch (error) {
    throw readerFailed('The manifest is not valid JSON', error);
  }
  throw readerFailed('The manifest is not a JSON object');
}

/** A line for each file: `s3://bucket/key`. */
function athena(text: string, config: ReaderConfig): Manifest {
  const files = [...csvRecords(text, ',')].map(([url = '']) => {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url.trim()) ?? [];
    if (Bucket === undefined || Key === undefined) throw readerFailed(`The manifest names no object: ${url}`);
    return { Bucket, Key };
  });
  return { files, config };
}
