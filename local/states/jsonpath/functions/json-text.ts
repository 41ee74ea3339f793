import { type Json, tooDeep } from '../../json.ts';
import { count, object, text } from './check.ts';
import type { Intrinsic } from './types.ts';

export const JSON_TEXT: Readonly<Record<string, Intrinsic>> = {
  'States.StringToJson': (args) => {
    count(args, 1);
    if (tooDeep(text(args[0]))) throw new Error('The text is nested too deeply');
    return JSON.parse(text(args[0])) as Json;
  },
  'States.JsonToString': (args) => {
    count(args, 1);
    return JSON.stringify(args[0]);
  },
  'States.JsonMerge': (args) => {
    count(args, 3);
    if (args[2] !== false)
      throw new Error('Only the shallow merging mode is supported: the third argument must be false');
    return { ...object(args[0]), ...object(args[1]) };
  },
};
