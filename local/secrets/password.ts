import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';

export interface PasswordOptions {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeLowercase?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
}

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export function randomPassword(clock: Clock, options: PasswordOptions): string {
  const types = characterTypes(options);
  const length = Number(options.PasswordLength ?? 32);
  if (!Number.isInteger(length) || length < 1 || length > 4096)
    throw new AwsError('InvalidParameterException', 'PasswordLength must be between 1 and 4096.');
  const each = options.RequireEachIncludedType !== false;
  if (types.length === 0 || (each && types.length > length))
    throw new AwsError('InvalidParameterException', 'The password cannot be made of the characters that are left.');
  const pick = (characters: string): string => characters[Math.floor(clock.random() * characters.length)] ?? '';
  const all = types.join('');
  const required = each ? types.map(pick) : [];
  const rest = Array.from({ length: length - required.length }, () => pick(all));
  return shuffled(clock, [...required, ...rest]).join('');
}

function characterTypes(options: PasswordOptions): string[] {
  const types = [
    ...(options.ExcludeLowercase ? [] : ['abcdefghijklmnopqrstuvwxyz']),
    ...(options.ExcludeUppercase ? [] : ['ABCDEFGHIJKLMNOPQRSTUVWXYZ']),
    ...(options.ExcludeNumbers ? [] : ['0123456789']),
    ...(options.ExcludePunctuation ? [] : [PUNCTUATION]),
    ...(options.IncludeSpace ? [' '] : []),
  ];
  const excluded = new Set(options.ExcludeCharacters ?? '');
  return types.map((type) => [...type].filter((c) => !excluded.has(c)).join('')).filter((type) => type.length > 0);
}

function shuffled(clock: Clock, items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(clock.random() * (last + 1));
    const kept = items[last] as string;
    items[last] = items[other] as string;
    items[other] = kept;
  }
  return items;
}
