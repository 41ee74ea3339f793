import { validation } from '../../errors.ts';

const MAX_TAGS = 50;

export interface Tag {
  Key: string;
  Value: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Tag.html */
export function checkTags(tags: readonly Tag[]): void {
  const seen = new Set<string>();
  for (const { Key: key, Value: value } of tags) {
    if (!key || key.length > 128) throw validation(`The Tag Key provided is invalid, Key: ${key ?? null}`);
    if (value === undefined || value.length > 256)
      throw validation(`The Tag Value provided is invalid, Value: ${value ?? null}`);
    if (key.startsWith('aws:')) throw validation(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
    if (seen.has(key)) throw validation(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`);
    seen.add(key);
  }
  checkCount(tags.length);
}

/** A resource has 50 tags at the most. */
export function checkCount(tags: number): void {
  if (tags > MAX_TAGS) throw validation('Number of Tags exceed the current limit for the provided ResourceArn');
}
