import { validation } from '../../errors.ts';

const MAX_TAGS = 50;

export interface Tag {
  Key: string;
  Value: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Tag.html */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_TAGS) throw validation(`Too many tags. The limit is ${MAX_TAGS}`);
  for (const { Key: key, Value: value } of tags) {
    if (!key || key.length > 128) throw validation('One or more parameter values were invalid: Invalid tag key');
    if (value === undefined || value.length > 256)
      throw validation('One or more parameter values were invalid: Invalid tag value');
    if (key.startsWith('aws:'))
      throw validation('One or more parameter values were invalid: Tag key prefix aws: is reserved');
  }
}
