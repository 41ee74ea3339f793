import { gunzipSync } from 'node:zlib';
import { gather } from '../../../s3/contents.ts';
import type { Visit } from '../../execution/visit.ts';
import type { Json, JsonObject } from '../../json.ts';
import { readerFailed, refusalText } from './failures.ts';

/** An object as a listing shows it to a child execution. */
export interface Listed {
  readonly Etag: string;
  readonly Key: string;
  /** Epoch seconds. */
  readonly LastModified: number;
  readonly Size: number;
  readonly StorageClass: string;
}

interface Page {
  readonly Contents: { ETag: string; Key: string; LastModified: number; Size: number; StorageClass: string }[];
  readonly NextContinuationToken?: string;
}

/** Nothing that one machine reads into items at once is longer; AWS reads up to 10 GB. */
const LARGEST_BYTES = 512 * 1024 ** 2;

/** Calls S3 for a Map's reader; refusals fail the reader. */
export class Source {
  readonly #visit: Visit;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** The text of an object; what is compressed with gzip (exports of Athena, inventories) is unpacked. */
  async text(place: JsonObject): Promise<string> {
    const { Body, ContentLength } = await this.#call<{ Body: AsyncIterable<Buffer>; ContentLength: number }>(
      'GetObject',
      place,
    );
    if (ContentLength > LARGEST_BYTES) throw readerFailed(`The object is larger than ${LARGEST_BYTES} bytes`);
    const bytes = await gather(Body);
    return (
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES }) : bytes
    ).toString();
  }

  /** All objects of a listing, page after page, or the first `most` of them. */
  async list(input: JsonObject, most: number): Promise<Listed[]> {
    const found: Listed[] = [];
    let token: Json | undefined;
    do {
      const asked: JsonObject = token === undefined ? input : { ...input, ContinuationToken: token };
      const page = await this.#call<Page>('ListObjectsV2', asked);
      for (const { ETag: Etag, Key, LastModified, Size, StorageClass } of page.Contents)
        found.push({ Etag, Key, LastModified, Size, StorageClass });
      token = page.NextContinuationToken;
    } while (token !== undefined && found.length < most);
    return found.slice(0, most);
  }

  async #call<T extends object>(action: string, input: JsonObject): Promise<T> {
    try {
      return await this.#visit.branch.execution.call<T>('s3', action, input);
    } catch (error) {
      throw readerFailed(refusalText(this.#visit.clock, error), error);
    }
  }
}
