import jsonata from 'jsonata';
import type { Clock } from '../../clock.ts';
import { stepFunctions } from './functions.ts';
import { guard, MEMORY_LIMIT } from './guards.ts';
import { isLight } from './inspect.ts';

/** What an expression can refer to: `$states` and the variables, by name. */
export type Bindings = Record<string, unknown>;

export interface Compiled {
  /** It may run on the main thread, see `inspect.ts`. */
  readonly light: boolean;
  evaluate(bindings: Bindings): Promise<unknown>;
}

/** How deep an expression may nest or recurse on AWS, where JSONata refuses to go on (D1011). */
const MOST_DEPTH = 100;
/** The guards around `&` and `..` are levels of their own: an expression with them may nest as deep for what it says itself. */
const GUARDED_DEPTH = 300;

/** JSONata's newer limits, in the words that AWS uses. */
const LIMITS: Readonly<Record<string, string>> = {
  D1011: `U1001: Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive. Depth=${MOST_DEPTH + 1} max=${MOST_DEPTH}`,
  D1012: 'U1001: Expression evaluation timeout: Check for infinite loop',
  D2014: MEMORY_LIMIT,
  D2015: MEMORY_LIMIT,
};

/** `{code, message}`: JSONata throws plain objects as well as errors. */
export function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && LIMITS[code] !== undefined) return LIMITS[code];
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code)
    ? `${code}: ${String(message)}`
    : String(message ?? error);
}

/** The code that JSONata throws when its own time box is over. */
export const timedOut = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 'D1012';

/** Compiles an expression; throws JSONata's syntax error. @param timeoutMs after which its evaluation fails with D1012 */
export function compile(text: string, clock: Clock, timeoutMs: number): Compiled {
  const expression = jsonata(text, {
    timeout: timeoutMs,
    stack: /&|\.\./.test(text) ? GUARDED_DEPTH : MOST_DEPTH,
    sequence: 100_000,
  });
  for (const [name, implementation] of Object.entries(stepFunctions(clock))) expression.assign(name, implementation);
  expression.assign('eval', undefined);
  bindTime(expression, clock);
  const begin = guard(expression);
  const evaluate = (bindings: Bindings) => {
    begin();
    return expression.evaluate(undefined, bindings);
  };
  return { light: isLight(expression.ast()), evaluate };
}

const picture = jsonata('$fromMillis($millis, $picture, $zone)');

/** `$now` and `$millis` come from the clock, not from the machine. */
function bindTime(expression: jsonata.Expression, clock: Clock): void {
  expression.assign('millis', () => clock.now());
  expression.assign('now', (format?: string, zone?: string) =>
    format === undefined
      ? new Date(clock.now()).toISOString()
      : picture.evaluate(undefined, { millis: clock.now(), picture: format, zone }),
  );
}
