import type { Json } from '../json.ts';

/** `$$.Map.Item` of an iteration. */
export interface MapItem {
  readonly Index: number;
  readonly Value: Json;
  readonly Key?: string;
  /** Where an ItemReader has it from, such as `S3://bucket/key`. */
  readonly Source?: string;
}
