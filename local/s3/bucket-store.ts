import type { CallContext, Cloud } from '../cloud.ts';
import { noSuchBucket } from './errors.ts';

export type Versioning = 'Enabled' | 'Suspended';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Epoch seconds. */
  readonly created: number;
  /** Absent until it is first set, as on AWS. */
  readonly versioning?: Versioning;
  /** Configurations that were put, by their name in the API, such as `Policy`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface Row {
  name: string;
  region: string;
  created: number;
  versioning: Versioning | null;
  settings: string;
}

/** The buckets, in memory over the store. Their names are one namespace, as S3's are. */
export class BucketStore {
  readonly #cloud: Cloud;
  readonly #buckets = new Map<string, Bucket>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    for (const { settings, versioning, ...row } of cloud.store.all<Row>('SELECT * FROM s3_buckets'))
      this.#buckets.set(row.name, {
        ...row,
        ...(versioning ? { versioning } : {}),
        settings: JSON.parse(settings) as Bucket['settings'],
      });
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** @throws NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  all(): Bucket[] {
    return [...this.#buckets.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  create(name: string, region: string): Bucket {
    const created = Math.floor(this.#cloud.clock.now() / 1000);
    return this.save({ name, region, created, settings: {} });
  }

  save(bucket: Bucket): Bucket {
    const { name, region, created, versioning = null, settings } = bucket;
    const sql =
      'INSERT OR REPLACE INTO s3_buckets (name, region, created, versioning, settings) VALUES (?, ?, ?, ?, ?)';
    this.#cloud.store.run(sql, name, region, created, versioning, JSON.stringify(settings));
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** Keeps a configuration, or with undefined removes it. */
  set(name: string, setting: string, value: unknown): void {
    const bucket = this.get(name);
    const { [setting]: _, ...settings } = bucket.settings;
    this.save({ ...bucket, settings: value === undefined ? settings : { ...settings, [setting]: value } });
  }

  delete(name: string): void {
    this.#cloud.store.run('DELETE FROM s3_buckets WHERE name = ?', name);
    this.#buckets.delete(name);
  }
}

/** S3's owner of everything: the calling account, its canonical id being its number padded to S3's length. */
export const ownerOf = ({ account }: Pick<CallContext, 'account'>) => ({ ID: account.padStart(64, '0') });
