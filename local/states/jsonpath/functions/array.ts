import { deepEqual, type Json } from '../../json.ts';
import { array, count, integer } from './check.ts';
import type { Intrinsic } from './types.ts';

const MOST_IN_RANGE = 1_000;

const partition: Intrinsic = (args) => {
  count(args, 2);
  const items = array(args[0]);
  const size = integer(args[1]);
  if (size < 1) throw new Error('The chunk size must be a non-zero, positive integer');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
};

const range: Intrinsic = (args) => {
  count(args, 3);
  const [from, to, by] = [integer(args[0]), integer(args[1]), integer(args[2])];
  if (by === 0) throw new Error('The increment must not be zero');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > MOST_IN_RANGE) throw new Error(`The range must not contain more than ${MOST_IN_RANGE} elements`);
  return Array.from({ length }, (_, at) => from + at * by);
};

const item: Intrinsic = (args) => {
  count(args, 2);
  const found = array(args[0])[integer(args[1])];
  if (found === undefined) throw new Error('Index out of bounds');
  return found;
};

/** The first of equal items stays, in the order of the list. */
function unique(items: Json[]): Json[] {
  const texts = new Set<string>();
  return items.filter((candidate, index) => {
    if (typeof candidate !== 'object' || candidate === null) {
      const key = JSON.stringify(candidate);
      return !texts.has(key) && texts.add(key);
    }
    return items.findIndex((other) => deepEqual(other, candidate)) === index;
  });
}

export const ARRAYS: Readonly<Record<string, Intrinsic>> = {
  'States.Array': (args) => args,
  'States.ArrayPartition': partition,
  'States.ArrayContains': (args) => {
    count(args, 2);
    return array(args[0]).some((member) => deepEqual(member, args[1] as Json));
  },
  'States.ArrayRange': range,
  'States.ArrayGetItem': item,
  'States.ArrayLength': (args) => {
    count(args, 1);
    return array(args[0]).length;
  },
  'States.ArrayUnique': (args) => {
    count(args, 1);
    return unique(array(args[0]));
  },
};
