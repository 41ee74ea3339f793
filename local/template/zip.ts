import { crc32, deflateRawSync } from 'node:zlib';

/** The earliest date that a zip can hold, 1980-01-01: the same files give the same bytes. */
const NO_DATE = 0x00210000;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;

/** A zip archive of the files. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3 */
export function zip(files: Readonly<Record<string, Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const common = commonHeader(name, content, packed);
    const local = Buffer.concat([u32(0x04034b50), common, Buffer.from(name), packed]);
    // made by, [common], comment length, disk, internal and external attributes, offset
    directory.push(u32(0x02014b50), u16(20), common, u16(0), u16(0), u16(0), u32(0), u32(offset), Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const count = u16(Object.keys(files).length);
  const listing = Buffer.concat(directory);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(listing.length), u32(offset), u16(0)];
  return Buffer.concat([...parts, listing, ...end]);
}

/** What the entry and its listing share: version, flags, method, time, checksum, sizes, name and extra length. */
function commonHeader(name: string, content: Buffer, packed: Buffer): Buffer {
  const lengths = [u32(packed.length), u32(content.length), u16(Buffer.byteLength(name)), u16(0)];
  return Buffer.concat([u16(20), u16(UTF8_NAMES), u16(DEFLATED), u32(NO_DATE), u32(crc32(content)), ...lengths]);
}

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
