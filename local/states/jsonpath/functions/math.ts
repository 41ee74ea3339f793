import { SeededRandom } from '../../random.ts';
import { count, integer } from './check.ts';
import type { Intrinsic } from './types.ts';

export const MATHS: Readonly<Record<string, Intrinsic>> = {
  'States.MathAdd': (args) => {
    count(args, 2);
    return integer(args[0]) + integer(args[1]);
  },
  'States.MathRandom': (args, clock) => {
    count(args, 2, 3);
    const [from, to] = [integer(args[0]), integer(args[1])];
    if (to < from) throw new Error('The end number must not be less than the start number');
    if (to === from) return from;
    const drawn =
      args[2] === undefined
        ? Math.floor(clock.random() * (to - from))
        : new SeededRandom(integer(args[2])).below(to - from);
    return from + drawn;
  },
};
