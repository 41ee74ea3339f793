import { type AttributeValue, typeOf, VALUE_TYPES } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import type { Comparator, Condition, FunctionCall, Operand, ParsedCondition } from './condition.ts';
import { ExpressionError, Parser, type Placeholders, pathText, REDUNDANT } from './parser.ts';

type Node = Condition | Operand;

type Fault = 'parens' | 'unknown' | 'misused' | 'condition' | 'operand' | 'distinct' | 'function' | 'order';

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const OPERANDS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

/** Parses a condition, filter or key condition. */
export function parseCondition(text: string, placeholders: Placeholders): ParsedCondition {
  const parser = new ConditionParser(text, placeholders);
  return { condition: parser.parse(), nested: parser.nested, heads: parser.heads };
}

const isCondition = (node: Node): node is Condition =>
  node.kind !== 'path' && node.kind !== 'value' && node.kind !== 'undefined';

const isOperand = (node: Node): node is Operand =>
  node.kind === 'path' || node.kind === 'value' || node.kind === 'undefined' || node.kind === 'function';

/** What is nested deeper has needless parentheses: an expression has 300 operators at the most. */
const DEEPEST = 1500;
const MAX_OPERATORS = 300;
const MAX_CANDIDATES = 100;

class ConditionParser extends Parser<Fault> {
  #depth = 0;
  #operators = 0;

  constructor(text: string, placeholders: Placeholders) {
    super(text, placeholders, ['and', 'or', 'not', 'between', 'in']);
  }

  parse(): Condition {
    const condition = this.#condition(this.#or());
    this.expectEnd();
    this.raise(['parens', 'unknown', 'misused', 'reserved', 'condition']);
    return condition;
  }

  #takeOperator(keyword: string): boolean {
    const taken = this.take(keyword);
    if (taken) this.#countOperator();
    return taken;
  }

  #countOperator(): void {
    if (++this.#operators > MAX_OPERATORS)
      throw new ExpressionError(`The expression contains too many operators; operator count: ${this.#operators}`);
  }

  /** A bare operand is a condition only if it is a function; `size` is none. */
  #condition(node: Node): Condition {
    if (!isCondition(node)) throw this.syntaxError();
    if (node.kind === 'function' && node.name === 'size') this.#misused(node);
    return node;
  }

  #or(): Node {
    let left = this.#and();
    while (this.#takeOperator('or'))
      left = { kind: 'or', left: this.#condition(left), right: this.#condition(this.#and()) };
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#takeOperator('and'))
      left = { kind: 'and', left: this.#condition(left), right: this.#condition(this.#not()) };
    return left;
  }

  #not(): Node {
    if (this.#takeOperator('not')) return { kind: 'not', condition: this.#condition(this.#not()) };
    const node = this.#primary();
    const compared = isOperand(node) ? this.#comparison(node) : node;
    if (isCondition(compared)) this.#settle();
    return compared;
  }

  /** A condition or an operand, with or without parentheses: what follows tells which it was. */
  #primary(): Node {
    if (!this.take('(')) return this.#operand();
    const doubled = this.sees('(');
    const start = this.peek(0);
    if (++this.#depth > DEEPEST) throw new ExpressionError(REDUNDANT);
    const node = this.#or();
    this.#depth -= 1;
    const closed = doubled && this.sees(')') && this.#wholeInParens(start.at);
    this.expect(')');
    if (closed) this.note('parens', REDUNDANT);
    return node;
  }

  /** True if the parenthesis that opened at `at` was closed by the token before this one. */
  #wholeInParens(at: number): boolean {
    let depth = 0;
    for (let back = -1; ; back--) {
      const { text, kind, at: here } = this.peek(back);
      if (kind === 'operator' && text === ')') depth += 1;
      if (kind === 'operator' && text === '(') depth -= 1;
      if (depth === 0 || here <= at) return here === at;
    }
  }

  #comparison(left: Operand): Node {
    if (this.token.kind === 'operator' && COMPARATORS.includes(this.token.text)) return this.#compare(left);
    if (this.#takeOperator('between')) return this.#between(left);
    if (this.#takeOperator('in')) return this.#in(left);
    return left;
  }

  #compare(left: Operand): Condition {
    const operator = this.next().text as Comparator;
    this.#countOperator();
    const right = this.#inner();
    this.#checkMisused([left, right]);
    this.#checkDistinct(operator, [left, right]);
    if (operator !== '=' && operator !== '<>') this.#checkOrdered(operator, [left, right]);
    return { kind: 'compare', operator, args: [left, right] };
  }

  #between(value: Operand): Condition {
    const low = this.#inner();
    this.expect('and');
    const high = this.#inner();
    this.#checkMisused([value, low, high]);
    this.#checkDistinct('BETWEEN', [value, low, high]);
    this.#checkOrdered('BETWEEN', [low, high]);
    this.#checkBounds(low, high);
    return { kind: 'between', args: [value, low, high] };
  }

  #in(value: Operand): Condition {
    this.expect('(');
    const candidates = this.#arguments();
    const args = [value, ...candidates];
    this.#checkMisused(args);
    if (candidates.length > MAX_CANDIDATES)
      this.note(
        'operand',
        `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
      );
    this.#checkDistinct('IN', args);
    return { kind: 'in', args };
  }

  /** An operand that may stand in parentheses. */
  #inner(): Operand {
    if (!this.take('(')) return this.#operand();
    const doubled = this.sees('(');
    const operand = this.#inner();
    this.expect(')');
    if (doubled) this.note('parens', REDUNDANT);
    return operand;
  }

  #operand(): Operand {
    if (this.token.kind === 'value') {
      const value = this.value('name');
      return value ? { kind: 'value', value } : { kind: 'undefined' };
    }
    const call = this.seesIdentifier() && this.peek(1).text === '(' && this.peek(1).kind === 'operator';
    return call ? this.#call() : { kind: 'path', path: this.path() };
  }

  #arguments(): Operand[] {
    const args = [this.#inner()];
    while (this.take(',')) args.push(this.#inner());
    this.expect(')');
    return args;
  }

  #call(): FunctionCall {
    const name = this.next().text;
    this.expect('(');
    const args = this.#arguments();
    this.#checkMisused(args);
    const operands = Object.hasOwn(OPERANDS, name) ? OPERANDS[name] : undefined;
    if (operands === undefined) this.note('unknown', `Invalid function name; function: ${name}`);
    else if (operands !== args.length)
      this.note(
        'operand',
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
      );
    else this.#checkArguments(name, args);
    return { kind: 'function', name, args };
  }

  #checkArguments(name: string, args: readonly Operand[]): void {
    this.#checkDistinct(name, args);
    const [first, second] = args;
    if (name.startsWith('attribute_') && name.endsWith('exists')) {
      if (first?.kind !== 'path')
        this.note('function', `Operator or function requires a document path; operator or function: ${name}`);
    } else if (name === 'begins_with') {
      for (const arg of args) this.#refuse(name, typeName(arg), (type) => type !== 'S' && type !== 'B');
    } else if (name === 'attribute_type') this.#checkAttributeType(second);
    else if (name === 'size') this.#refuse(name, typeName(first), (type) => ['N', 'BOOL', 'NULL'].includes(type));
  }

  #checkAttributeType(operand: Operand | undefined): void {
    const type = typeName(operand) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}';
    this.#refuse('attribute_type', type, () => type !== 'S');
    const named = operand?.kind === 'value' ? (operand.value.S ?? '') : '';
    if (type === 'S' && !(VALUE_TYPES as readonly string[]).includes(named))
      this.note(
        'function',
        `Invalid attribute type name found; type: ${named}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
  }

  #refuse(name: string, type: string | undefined, wrong: (type: string) => boolean): void {
    if (type !== undefined && wrong(type))
      this.note(
        'function',
        `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
      );
  }

  #checkOrdered(operator: string, args: readonly Operand[]): void {
    for (const arg of args)
      if (arg.kind === 'value' && !isOrdered(arg.value))
        this.note(
          'order',
          `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(arg.value)}`,
        );
  }

  #misused({ name }: FunctionCall): void {
    this.note('misused', `The function is not allowed to be used this way in an expression; function: ${name}`);
  }

  #checkMisused(args: readonly Operand[]): void {
    for (const arg of args) if (arg.kind === 'function' && arg.name !== 'size') this.#misused(arg);
  }

  #checkDistinct(operator: string, [left, ...others]: readonly Operand[]): void {
    if (left?.kind !== 'path') return;
    if (!others.some((other) => other.kind === 'path' && pathText(other.path) === pathText(left.path))) return;
    this.note(
      'distinct',
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        `operator: ${operator}, first operand: ${pathText(left.path)}`,
    );
  }

  #checkBounds(low: Operand, high: Operand): void {
    if (low.kind !== 'value' || high.kind !== 'value') return;
    const bounds = `lower bound operand: ${shown(low.value)}, upper bound operand: ${shown(high.value)}`;
    if (typeOf(low.value) !== typeOf(high.value))
      this.note('function', `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    else if (isOrdered(low.value) && (compareValues(low.value, high.value) ?? 0) > 0)
      this.note(
        'function',
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
  }

  /** The first condition that has a fault decides which of the lesser kinds is reported. */
  #settle(): void {
    const order: readonly Fault[] = ['operand', 'distinct', 'function', 'order'];
    const found = (['name', ...order] as const).find((fault) => this.faults.has(fault));
    if (found) this.note('condition', this.faults.get(found) ?? '');
  }
}

function typeName(operand: Operand | undefined): string | undefined {
  if (operand?.kind === 'value') return typeOf(operand.value);
  if (operand?.kind !== 'function') return undefined;
  if (operand.name === 'size') return 'N';
  return Object.hasOwn(OPERANDS, operand.name) ? 'BOOL' : undefined;
}

const isOrdered = (value: AttributeValue): boolean => ['S', 'N', 'B'].includes(typeOf(value));

const shown = (value: AttributeValue): string => {
  const type = typeOf(value);
  return `AttributeValue: {${type}:${value[type]}}`;
};
