import { createHash } from 'node:crypto';
import type { Json } from '../../json.ts';
import { count, text } from './check.ts';
import type { Intrinsic } from './types.ts';

const MOST_CHARACTERS = 10_000;
/** The padding may be left out. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const DIGESTS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function limited(value: string): string {
  if (value.length > MOST_CHARACTERS) throw new Error(`The argument must not exceed ${MOST_CHARACTERS} characters`);
  return value;
}

/** The digest of a text, or of the JSON of any other value. */
export function hash(value: Json, algorithm: string): string {
  const digest = Object.hasOwn(DIGESTS, algorithm) ? DIGESTS[algorithm] : undefined;
  if (!digest) throw new Error(`Unsupported algorithm: ${algorithm}`);
  return createHash(digest)
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex');
}

export const ENCODINGS: Readonly<Record<string, Intrinsic>> = {
  'States.Base64Encode': (args) => {
    count(args, 1);
    return Buffer.from(limited(text(args[0]))).toString('base64');
  },
  'States.Base64Decode': (args) => {
    count(args, 1);
    const encoded = limited(text(args[0]));
    if (!BASE64.test(encoded)) throw new Error('The argument must be Base64 text');
    return Buffer.from(encoded, 'base64').toString();
  },
  'States.Hash': (args) => {
    count(args, 2);
    return hash(args[0] as Json, text(args[1]));
  },
};
