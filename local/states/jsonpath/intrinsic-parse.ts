import type { Json } from '../json.ts';
import { type Path, PathSyntaxError, pathAt } from './parse.ts';
import { Scanner } from './scanner.ts';

export type Argument =
  | { kind: 'value'; value: Json }
  | { kind: 'path'; path: Path }
  | { kind: 'call'; call: IntrinsicCall };

export interface IntrinsicCall {
  readonly name: string;
  readonly text: string;
  readonly args: Argument[];
}

const MOST_NESTED = 10;

/** Parses `States.Name(argument, …)`; arguments are paths, quoted text, numbers, null, booleans or further calls. */
export function parseIntrinsic(text: string): IntrinsicCall {
  const scanner = new Scanner(text);
  const call = callAt(scanner, 0);
  scanner.space();
  if (!scanner.atEnd) throw new PathSyntaxError(`unexpected text at ${scanner.position} of '${text}'`);
  return call;
}

function callAt(scanner: Scanner, depth: number): IntrinsicCall {
  if (depth > MOST_NESTED) throw new PathSyntaxError('intrinsic functions are nested too deeply');
  const start = scanner.position;
  const name = scanner.match(/States\.[A-Za-z0-9]+/y);
  scanner.space();
  if (!name || !scanner.take('('))
    throw new PathSyntaxError(`'${scanner.text}' is not a call of an intrinsic function`);
  const args: Argument[] = [];
  for (scanner.space(); !scanner.take(')'); scanner.space()) {
    args.push(argumentAt(scanner, depth));
    scanner.space();
    if (!scanner.take(',') && !scanner.peek(')')) throw new PathSyntaxError(`')' is missing in '${scanner.text}'`);
  }
  return { name, args, text: scanner.text.slice(start, scanner.position) };
}

function argumentAt(scanner: Scanner, depth: number): Argument {
  if (scanner.peek('$')) return { kind: 'path', path: pathAt(scanner) };
  if (scanner.peek("'")) return { kind: 'value', value: quoted(scanner) };
  if (scanner.peek('States.')) return { kind: 'call', call: callAt(scanner, depth + 1) };
  const word = scanner.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null/y);
  if (word === undefined)
    throw new PathSyntaxError(`an argument is missing at ${scanner.position} of '${scanner.text}'`);
  return { kind: 'value', value: JSON.parse(word) as Json };
}

/** Only a quote is unescaped here: `States.Format` reads the escapes of its own template. */
function quoted(scanner: Scanner): string {
  const raw = scanner.match(/'(?:[^'\\]|\\[\s\S])*'/y);
  if (raw === undefined) throw new PathSyntaxError(`a quote is not closed in '${scanner.text}'`);
  return raw.slice(1, -1);
}

/** What a quoted argument means: a backslash stands for the character after it. */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\s\S])/g, (_, char: string) => ESCAPES[char] ?? char) : text;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
