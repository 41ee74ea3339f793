import { type AttributeValue, typeOf, type ValueType } from '../values/attribute-value.ts';
import { checkOverlap, Parser, type Path, type Placeholders, pathText, REDUNDANT } from './parser.ts';

export type UpdateOperand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'sum'; readonly sign: 1 | -1; readonly left: UpdateOperand; readonly right: UpdateOperand }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly UpdateOperand[] };

export type UpdateStep =
  | { readonly kind: 'set'; readonly path: Path; readonly operand: UpdateOperand }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue };

export interface ParsedUpdate {
  readonly steps: readonly UpdateStep[];
  readonly nested: ReadonlySet<string>;
}

type Fault = 'parens' | 'unknown' | 'section' | 'value' | 'overlap' | 'conflict' | 'operand' | 'function';

const SECTIONS = ['set', 'remove', 'add', 'delete'] as const;
const SPELLED: Partial<Record<ValueType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** Parses an UpdateExpression. */
export function parseUpdate(text: string, placeholders: Placeholders): ParsedUpdate {
  const parser = new UpdateParser(text, placeholders);
  return { steps: parser.parse(), nested: parser.nested };
}

class UpdateParser extends Parser<Fault> {
  readonly #seen = new Set<string>();
  readonly #paths: Path[] = [];
  readonly #steps: UpdateStep[] = [];
  /** True if the operand that was read last stood in parentheses as a whole. */
  #wrapped = false;

  constructor(text: string, placeholders: Placeholders) {
    super(text, placeholders, SECTIONS);
  }

  parse(): UpdateStep[] {
    do this.#section();
    while (this.token.kind !== 'end');
    this.raise([
      'parens',
      'reserved',
      'unknown',
      'section',
      'name',
      'value',
      'overlap',
      'conflict',
      'operand',
      'function',
    ]);
    return this.#steps;
  }

  #section(): void {
    const section = SECTIONS.find((keyword) => this.take(keyword));
    if (!section) throw this.syntaxError();
    do this.#step(section);
    while (this.take(','));
    const spelled = section.toUpperCase();
    if (this.#seen.has(section))
      this.note('section', `The "${spelled}" section can only be used once in an update expression;`);
    this.#seen.add(section);
  }

  #step(section: (typeof SECTIONS)[number]): void {
    const path = this.path();
    if (section === 'set') {
      this.expect('=');
      const operand = this.#sum();
      this.#steps.push({ kind: 'set', path, operand });
    } else if (section === 'remove') this.#steps.push({ kind: 'remove', path });
    else this.#steps.push({ kind: section, path, value: this.#amount(section) });
    checkOverlap((fault, message) => this.note(fault, message), this.#paths, path);
    this.#paths.push(path);
  }

  #amount(section: 'add' | 'delete'): AttributeValue {
    if (this.token.kind !== 'value') throw this.syntaxError();
    const value = this.value('value');
    const spelled = value && SPELLED[typeOf(value)];
    if (spelled && !(section === 'add' && spelled === 'NUMBER'))
      this.note(
        'operand',
        `Incorrect operand type for operator or function; operator: ${section.toUpperCase()}, operand type: ${spelled}`,
      );
    return value ?? {};
  }

  /** An operand, or the sum or difference of two; the whole may stand in parentheses. */
  #sum(): UpdateOperand {
    const wrapped = this.sees('(');
    const left = wrapped ? this.#inParens() : this.#operand();
    this.#wrapped = wrapped && (left.kind === 'sum' || !(this.sees('+') || this.sees('-')));
    if (left.kind === 'sum' || !(this.sees('+') || this.sees('-'))) return left;
    const { text } = this.next();
    const right = this.#inner();
    this.#checkMisused([left, right]);
    this.#checkTypes(text, [left, right], 'N');
    return { kind: 'sum', sign: text === '+' ? 1 : -1, left, right };
  }

  #inParens(): UpdateOperand {
    this.expect('(');
    const operand = this.#sum();
    this.expect(')');
    if (this.#wrapped) this.note('parens', REDUNDANT);
    return operand;
  }

  #inner(): UpdateOperand {
    if (!this.take('(')) return this.#operand();
    const doubled = this.sees('(');
    const operand = this.#inner();
    this.expect(')');
    if (doubled) this.note('parens', REDUNDANT);
    return operand;
  }

  #operand(): UpdateOperand {
    if (this.token.kind === 'value') {
      const value = this.value('value');
      return value ? { kind: 'value', value } : { kind: 'undefined' };
    }
    const call = this.seesIdentifier() && this.peek(1).text === '(' && this.peek(1).kind === 'operator';
    return call ? this.#call() : { kind: 'path', path: this.path() };
  }

  #call(): UpdateOperand {
    const name = this.next().text;
    this.expect('(');
    const args = [this.#inner()];
    while (this.take(',')) args.push(this.#inner());
    this.expect(')');
    if (name !== 'if_not_exists' && name !== 'list_append')
      this.note('unknown', `Invalid function name; function: ${name}`);
    else if (args.length !== 2)
      this.note(
        'function',
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
      );
    else if (name === 'list_append') {
      this.#checkMisused(args);
      this.#checkTypes(name, args, 'L');
    } else if (args[0]?.kind !== 'path')
      this.note('function', `Operator or function requires a document path; operator or function: ${name}`);
    else if (args[1]?.kind === 'path' && pathText(args[0].path) === pathText(args[1].path))
      this.note(
        'function',
        'The first operand must be distinct from the remaining operands for this operator or function; ' +
          `operator: ${name}, first operand: ${pathText(args[0].path)}`,
      );
    return { kind: 'function', name, args };
  }

  /** A list that list_append makes is stored, and not worked with. */
  #checkMisused(args: readonly UpdateOperand[]): void {
    if (args.some((arg) => arg.kind === 'function' && arg.name === 'list_append'))
      this.note('unknown', 'The function is not allowed to be used this way in an expression; function: list_append');
  }

  #checkTypes(name: string, args: readonly UpdateOperand[], expected: ValueType): void {
    for (const arg of args)
      if (arg.kind === 'value' && typeOf(arg.value) !== expected)
        this.note(
          'function',
          `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(arg.value)}`,
        );
  }
}

/** The type that a step gives its attribute, as far as the expression alone tells. */
export function stepType(step: UpdateStep): ValueType | undefined {
  if (step.kind === 'remove') return undefined;
  return step.kind === 'set' ? operandType(step.operand) : typeOf(step.value);
}

function operandType(operand: UpdateOperand): ValueType | undefined {
  if (operand.kind === 'value') return typeOf(operand.value);
  if (operand.kind === 'sum') return 'N';
  if (operand.kind !== 'function') return undefined;
  return operand.name === 'list_append' ? 'L' : operand.args[1] && operandType(operand.args[1]);
}
