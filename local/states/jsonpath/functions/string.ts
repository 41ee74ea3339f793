import { uuid } from '../../../clock.ts';
import { isObject, type Json } from '../../json.ts';
import { unescaped } from '../intrinsic-parse.ts';
import { count, text } from './check.ts';
import type { Intrinsic } from './types.ts';

/** As Java shows maps and lists: `{key=value}`, `[1, two]`. */
function shown(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${shown(item)}`)
    .join(', ')}}`;
}

/** Each `{}` of the template takes the next argument; `\{` and `\}` are literal. */
const format: Intrinsic = (args) => {
  const template = text(args[0]);
  let next = 1;
  const filled = template.replace(/\\([\s\S])|\{\}/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return unescaped(found);
    const value = args[next++];
    if (value === undefined) throw new Error('The number of arguments does not match the number of placeholders');
    return shown(value);
  });
  if (next !== args.length) throw new Error('The number of arguments does not match the number of placeholders');
  return filled;
};

/** Each character of the splitter splits; empty parts are dropped. */
const split: Intrinsic = (args) => {
  count(args, 2);
  const splitters = new Set(text(args[1]));
  const parts: string[] = [];
  let part = '';
  for (const char of text(args[0])) {
    if (!splitters.has(char)) part += char;
    else if (part) {
      parts.push(part);
      part = '';
    }
  }
  return part ? [...parts, part] : parts;
};

export const STRINGS: Readonly<Record<string, Intrinsic>> = {
  'States.Format': format,
  'States.StringSplit': split,
  'States.UUID': (args, clock) => {
    count(args, 0);
    return uuid(clock);
  },
};
