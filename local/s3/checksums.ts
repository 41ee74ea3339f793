import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export const isAlgorithm = (name: unknown): name is Algorithm => ALGORITHMS.some((each) => each === name);

/** The member of inputs and outputs, such as `ChecksumCRC32`. */
export const checksumField = (algorithm: Algorithm): string => `Checksum${algorithm}`;

/** An object's or a part's checksum; of several parts, `COMPOSITE` is the checksum of theirs, with their number behind it. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** Sums bytes as they come; `digest` is asked once, at the end. */
export interface Summer {
  update(chunk: Buffer): void;
  digest(): Buffer;
}

export function summerOf(algorithm: Algorithm | 'MD5'): Summer {
  if (algorithm === 'CRC32') return new Crc32();
  if (algorithm === 'CRC32C') return new Crc32c();
  if (algorithm === 'CRC64NVME') return new Crc64Nvme();
  return new Hashed(algorithm.toLowerCase());
}

class Hashed implements Summer {
  readonly #hash: Hash;

  constructor(name: string) {
    this.#hash = createHash(name);
  }

  update(chunk: Buffer): void {
    this.#hash.update(chunk);
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}

class Crc32 implements Summer {
  #sum = 0;

  update(chunk: Buffer): void {
    this.#sum = crc32(chunk, this.#sum);
  }

  digest(): Buffer {
    return bigEndian(this.#sum);
  }
}

function bigEndian(...words: number[]): Buffer {
  const buffer = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => {
    buffer.writeUInt32BE(word >>> 0, 4 * index);
  });
  return buffer;
}

/** The polynomial is Castagnoli's, reflected. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  return sum;
});

class Crc32c implements Summer {
  #sum = -1;

  update(chunk: Buffer): void {
    let sum = this.#sum;
    for (const byte of chunk) sum = (sum >>> 8) ^ (CRC32C_TABLE[(sum ^ byte) & 0xff] as number);
    this.#sum = sum;
  }

  digest(): Buffer {
    return bigEndian(~this.#sum);
  }
}

/** NVMe's polynomial, reflected: 0x9a6c9329ac4bc9b5. In two words, since BigInt takes thirty times as long. */
const [POLY_HIGH, POLY_LOW] = [0x9a6c9329, 0xac4bc9b5];
const [TABLE_HIGH, TABLE_LOW] = crc64Tables();

function crc64Tables(): [Uint32Array, Uint32Array] {
  const tables: [Uint32Array, Uint32Array] = [new Uint32Array(256), new Uint32Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) [high, low] = [high ^ POLY_HIGH, low ^ POLY_LOW];
    }
    tables[0][byte] = high;
    tables[1][byte] = low;
  }
  return tables;
}

class Crc64Nvme implements Summer {
  #high = -1;
  #low = -1;

  update(chunk: Buffer): void {
    let [high, low] = [this.#high, this.#low];
    for (const byte of chunk) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (TABLE_LOW[index] as number);
      high = (high >>> 8) ^ (TABLE_HIGH[index] as number);
    }
    [this.#high, this.#low] = [high, low];
  }

  digest(): Buffer {
    return bigEndian(~this.#high, ~this.#low);
  }
}
