import { crc32, inflateRawSync } from 'node:zlib';
import { AwsError } from '../../errors.ts';

/** Lambda's limit for an unzipped deployment package. */
const MAX_UNZIPPED_BYTES = 262_144_000;

export interface ZipEntry {
  /** A relative path with forward slashes, which leads nowhere outside. */
  readonly path: string;
  readonly data: Buffer;
}

const invalid = (why: string): AwsError =>
  new AwsError(
    'InvalidParameterValueException',
    `Could not unzip uploaded file. Please check your file, then try to upload again. (${why})`,
  );

const END_OF_CENTRAL = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const [STORED, DEFLATED] = [0, 8];

/** Reads all files of a zip archive (stored or deflated; no zip64, no encryption). Format: PKWARE's APPNOTE.TXT. */
export function unzip(archive: Buffer): ZipEntry[] {
  try {
    return readEntries(archive);
  } catch (cause) {
    if (cause instanceof AwsError) throw cause;
    throw new AwsError(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
      { cause },
    );
  }
}

function readEntries(archive: Buffer): ZipEntry[] {
  const end = findEnd(archive);
  const entries: ZipEntry[] = [];
  let left = MAX_UNZIPPED_BYTES;
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    const { entry, next } = readEntry(archive, at, left);
    if (entry) entries.push(entry);
    left -= entry?.data.length ?? 0;
    at = next;
  }
  return entries;
}

/** The end record is the last thing in the file, but for a comment of up to 64 KiB. */
function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - 22 - 0xffff);
  for (let at = archive.length - 22; at >= first; at--) if (archive.readUInt32LE(at) === END_OF_CENTRAL) return at;
  throw invalid('no central directory');
}

function readEntry(archive: Buffer, at: number, left: number): { entry?: ZipEntry; next: number } {
  if (archive.readUInt32LE(at) !== CENTRAL_HEADER) throw invalid('broken central directory');
  const nameLength = archive.readUInt16LE(at + 28);
  const next = at + 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  const path = archive.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
  if (path.endsWith('/')) return { next };
  if (path.startsWith('/') || path.split('/').includes('..')) throw invalid(`the path ${path} leads outside`);
  return { entry: { path, data: readData(archive, at, left) }, next };
}

function readData(archive: Buffer, at: number, left: number): Buffer {
  const method = archive.readUInt16LE(at + 10);
  const local = archive.readUInt32LE(at + 42);
  if (archive.readUInt32LE(local) !== LOCAL_HEADER) throw invalid('broken local header');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
  const data = unpack(method, packed, left);
  if (crc32(data) !== archive.readUInt32LE(at + 16)) throw invalid('wrong checksum');
  return data;
}

function unpack(method: number, packed: Buffer, left: number): Buffer {
  if (method !== STORED && method !== DEFLATED) throw invalid(`compression method ${method}`);
  if (left <= 0 || (method === STORED && packed.length > left)) throw invalid('too large');
  return method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: left });
}
