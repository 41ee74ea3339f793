import type { Clock } from '../../clock.ts';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { ARRAYS } from './functions/array.ts';
import { ENCODINGS } from './functions/encoding.ts';
import { JSON_TEXT } from './functions/json-text.ts';
import { MATHS } from './functions/math.ts';
import { STRINGS } from './functions/string.ts';
import type { Intrinsic } from './functions/types.ts';
import { type Argument, type IntrinsicCall, parseIntrinsic, unescaped } from './intrinsic-parse.ts';
import { type Roots, readValue } from './read.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  ...ARRAYS,
  ...ENCODINGS,
  ...JSON_TEXT,
  ...MATHS,
  ...STRINGS,
};

const cache = new Map<string, IntrinsicCall>();

export function evaluateIntrinsic(text: string, roots: Roots, clock: Clock): Json {
  let call = cache.get(text);
  if (!call) {
    call = parseIntrinsic(text);
    if (cache.size > 5_000) cache.clear();
    cache.set(text, call);
  }
  return run(call, roots, clock);
}

function run(call: IntrinsicCall, roots: Roots, clock: Clock): Json {
  const intrinsic = Object.hasOwn(INTRINSICS, call.name) ? INTRINSICS[call.name] : undefined;
  if (!intrinsic) throw failed(call, `${call.name} is not an intrinsic function`);
  const args = call.args.map((argument, index) => argumentValue(call, argument, index, roots, clock));
  try {
    return intrinsic(args, clock);
  } catch (error) {
    if (error instanceof StateFailure) throw error;
    throw failed(call, error instanceof Error ? error.message : String(error), error);
  }
}

function argumentValue(call: IntrinsicCall, argument: Argument, index: number, roots: Roots, clock: Clock): Json {
  if (argument.kind === 'call') return run(argument.call, roots, clock);
  if (argument.kind === 'value') {
    const { value } = argument;
    const template = call.name === 'States.Format' && index === 0;
    return typeof value === 'string' && !template ? unescaped(value) : value;
  }
  const value = readValue(argument.path, roots);
  if (value === undefined) {
    throw failed(
      call,
      `The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${JSON.stringify(roots.input)}'`,
      undefined,
      'States.Runtime',
    );
  }
  return value;
}

const failed = (
  call: IntrinsicCall,
  why: string,
  cause?: unknown,
  error: 'States.IntrinsicFailure' | 'States.Runtime' = 'States.IntrinsicFailure',
): StateFailure =>
  new StateFailure(error, `The function '${call.text}' had the following error: ${why}`, {
    interpreter: true,
    cause,
  });
