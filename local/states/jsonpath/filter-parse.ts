import type { Json } from '../json.ts';
import { type Path, PathSyntaxError, pathAt } from './parse.ts';
import type { Scanner } from './scanner.ts';

export type Operand = { kind: 'path'; path: Path } | { kind: 'value'; value: Json } | { kind: 'regex'; regex: RegExp };

/** The expression of `[?( … )]`. */
export type Filter =
  | { kind: 'or' | 'and'; left: Filter; right: Filter }
  | { kind: 'not'; filter: Filter }
  | { kind: 'exists'; path: Path }
  | { kind: 'compare'; operator: string; left: Operand; right: Operand };

const OPERATORS = [
  '===',
  '!==',
  '==',
  '!=',
  '<=',
  '>=',
  '=~',
  '<',
  '>',
  'in',
  'nin',
  'subsetof',
  'contains',
  'size',
  'empty',
];
const DEPTH = 50;

export function parseFilter(scanner: Scanner): Filter {
  scanner.space();
  if (!scanner.take('(')) throw new PathSyntaxError(`'(' is missing after '?' in '${scanner.text}'`);
  const filter = either(scanner, 0);
  scanner.space();
  if (!scanner.take(')')) throw new PathSyntaxError(`')' is missing at ${scanner.position} of '${scanner.text}'`);
  return filter;
}

function either(scanner: Scanner, depth: number): Filter {
  if (depth > DEPTH) throw new PathSyntaxError('the filter is nested too deeply');
  let left = both(scanner, depth);
  for (scanner.space(); scanner.take('||'); scanner.space()) left = { kind: 'or', left, right: both(scanner, depth) };
  return left;
}

function both(scanner: Scanner, depth: number): Filter {
  let left = single(scanner, depth);
  for (scanner.space(); scanner.take('&&'); scanner.space())
    left = { kind: 'and', left, right: single(scanner, depth) };
  return left;
}

function single(scanner: Scanner, depth: number): Filter {
  scanner.space();
  if (scanner.take('!')) return { kind: 'not', filter: single(scanner, depth + 1) };
  if (scanner.take('(')) {
    const filter = either(scanner, depth + 1);
    scanner.space();
    if (!scanner.take(')')) throw new PathSyntaxError(`')' is missing at ${scanner.position} of '${scanner.text}'`);
    return filter;
  }
  return comparison(scanner);
}

function comparison(scanner: Scanner): Filter {
  const left = operand(scanner);
  scanner.space();
  const operator = OPERATORS.find((candidate) => scanner.take(candidate));
  if (operator) return { kind: 'compare', operator, left, right: operand(scanner) };
  if (left.kind !== 'path') throw new PathSyntaxError(`a comparison is missing in '${scanner.text}'`);
  return { kind: 'exists', path: left.path };
}

function operand(scanner: Scanner): Operand {
  scanner.space();
  if (scanner.peek('@') || scanner.peek('$')) return { kind: 'path', path: pathAt(scanner) };
  if (scanner.peek("'") || scanner.peek('"')) return { kind: 'value', value: scanner.quoted() };
  if (scanner.take('/')) return regex(scanner);
  if (scanner.take('[')) return { kind: 'value', value: array(scanner) };
  const word = scanner.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?|(?:true|false|null)\b/y);
  const bare = word === undefined ? scanner.match(/[A-Za-z_][\w-]*/y) : undefined;
  if (bare !== undefined) return { kind: 'value', value: bare };
  if (word === undefined) throw new PathSyntaxError(`a value is missing at ${scanner.position} of '${scanner.text}'`);
  return { kind: 'value', value: JSON.parse(word) as Json };
}

function array(scanner: Scanner): Json[] {
  const items: Json[] = [];
  for (scanner.space(); !scanner.take(']'); scanner.space()) {
    const item = operand(scanner);
    if (item.kind !== 'value') throw new PathSyntaxError(`a list of literals is expected in '${scanner.text}'`);
    items.push(item.value);
    scanner.space();
    if (!scanner.take(',') && !scanner.peek(']')) throw new PathSyntaxError(`']' is missing in '${scanner.text}'`);
  }
  return items;
}

/** Backtracking explodes on nested repetition (`(a+)+`), so such an expression is refused before it runs. */
const EXPLOSIVE = /[+*}]\)[+*{]|\([^)]*\|[^)]*\)[+*{]/;

function regex(scanner: Scanner): Operand {
  const source = scanner.match(/(?:[^/\\]|\\.)+/y) ?? '';
  if (!scanner.take('/')) throw new PathSyntaxError(`a regular expression is not closed in '${scanner.text}'`);
  const flags = scanner.match(/[imsu]*/y) ?? '';
  if (EXPLOSIVE.test(source)) throw new PathSyntaxError(`the regular expression /${source}/ repeats a repetition`);
  return { kind: 'regex', regex: new RegExp(`^(?:${source})$`, flags) };
}
