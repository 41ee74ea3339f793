import { AwsError } from '../../errors.ts';
import type { QueryService } from './shapes.ts';

const MAX_FIELDS = 20_000;
const MAX_DEPTH = 20;
const malformed = (message: string): AwsError => new AwsError('MalformedInput', message);

interface Tree {
  readonly children: Map<string, Tree>;
  text?: string;
}

/** Reads `A.member.1.B=c` form fields into the input that the JSON protocol would have. */
export function readForm(body: string, spoken: QueryService): Record<string, unknown> {
  const root: Tree = { children: new Map() };
  const fields = new URLSearchParams(body);
  if (fields.size > MAX_FIELDS) throw malformed('The request has too many parameters');
  for (const [name, value] of fields) if (name !== 'Action' && name !== 'Version') plant(root, name, value);
  return toStructure(root, spoken);
}

function plant(root: Tree, name: string, value: string): void {
  const steps = name.split('.');
  if (steps.length > MAX_DEPTH || steps.includes('__proto__'))
    throw malformed(`The parameter ${name.slice(0, 100)} is not accepted`);
  let node = root;
  for (const step of steps) {
    let child = node.children.get(step);
    if (!child) {
      child = { children: new Map() };
      node.children.set(step, child);
    }
    node = child;
  }
  node.text = value;
}

function toStructure(tree: Tree, spoken: QueryService): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const [name, child] of tree.children) {
    const field = spoken.renamed[name] ?? name;
    structure[field] = toValue(child, field, spoken);
  }
  return structure;
}

const MAPS = new Set(['Attributes', 'MessageAttributes', 'MessageSystemAttributes', 'Tags']);

function toValue(tree: Tree, field: string, spoken: QueryService): unknown {
  const { children, text } = tree;
  if (children.size === 0) return scalar(text ?? '', field, spoken);
  const [only] = children.keys();
  if (children.size === 1 && only === 'member') return listOf(children.get('member') as Tree, field, spoken);
  if (children.size === 1 && only === 'entry') return mapOf(children.get('entry') as Tree, field, spoken);
  if (![...children.keys()].every((key) => /^\d+$/.test(key))) return toStructure(tree, spoken);
  return spoken.service === 'sqs' && MAPS.has(field) ? mapOf(tree, field, spoken) : listOf(tree, field, spoken);
}

/** In the order of their numbers, which clients need not send in order. */
const inOrder = (tree: Tree): Tree[] =>
  [...tree.children].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);

const listOf = (tree: Tree, field: string, spoken: QueryService): unknown[] =>
  inOrder(tree).map((child) => toValue(child, field, spoken));

/** Entries are `key` and `value`, `Name` and `Value`, or `Key` and `Value`. */
function mapOf(tree: Tree, field: string, spoken: QueryService): Record<string, unknown> {
  const entries = inOrder(tree).map(({ children }) => {
    const key = children.get('key') ?? children.get('Name') ?? children.get('Key');
    const value = children.get('value') ?? children.get('Value');
    if (key?.text === undefined || key.text === '__proto__') throw malformed(`An entry of ${field} has no name`);
    return [key.text, value ? toValue(value, '', spoken) : ''];
  });
  return Object.fromEntries(entries);
}

function scalar(text: string, field: string, { numbers, booleans, times }: QueryService): unknown {
  if (numbers.has(field)) return toNumber(text, field);
  if (booleans.has(field)) return text === 'true';
  if (times.has(field)) return toEpochSeconds(text, field);
  return text;
}

function toNumber(text: string, field: string): number {
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw malformed(`${field} must be a number, not '${text.slice(0, 50)}'`);
  return number;
}

function toEpochSeconds(text: string, field: string): number {
  const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(time)) throw malformed(`${field} must be a time, not '${text.slice(0, 50)}'`);
  return time;
}
